import { byCodeUnit, inDirectory, manifestOf } from '../files/repository-path.js';
import type { CargoPackage } from '../model/cargo-package.js';
import type { CargoRepository } from '../model/cargo-repository.js';
import { globLiteral } from './glob-literal.js';
import { universeStubs } from './package-universe.js';
import { repositoryIndex } from './repository-index.js';
import type { Stub } from './stubs.js';

/** What `cargo fetch` needs for a package, besides root manifest and Cargo.lock. */
export interface FetchSet {
  /** Globs, written as for an input set: manifests and vendored crates. */
  readonly files: readonly string[];
  /** An empty target for every package. */
  readonly stubs: readonly Stub[];
}

/**
 * The manifests that cargo reads to resolve a package, without a single source. Root manifest and lock
 * are those that the build sees too (`cutFilesOf`): what this package does not need is not
 * fetched, and cannot keep it from being built.
 */
export function packageFetchSet(repository: CargoRepository, pkg: CargoPackage): FetchSet {
  const index = repositoryIndex(repository);
  const universe = index.universeOf(pkg);
  const manifests = [...universe.manifests].filter((path) => path !== manifestOf(pkg.workspace));
  const vendored = index.workspaceAt.get(pkg.workspace)?.vendorRoots ?? [];
  return {
    files: [
      ...new Set(manifests.map(globLiteral)),
      ...vendored.map((path) => inDirectory(globLiteral(path), '**/*')),
    ].sort(byCodeUnit),
    stubs: universeStubs(universe).map(({ stub }) => stub),
  };
}
