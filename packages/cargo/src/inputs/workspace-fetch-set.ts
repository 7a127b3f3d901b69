import { byCodeUnit, inDirectory } from '../files/repository-path.js';
import type { CargoRepository } from '../repository/cargo-repository.js';
import type { CargoWorkspace } from '../repository/cargo-workspace.js';
import { globLiteral } from './glob-literal.js';
import { universeStubs, workspaceUniverse } from './package-universe.js';
import { repositoryIndex } from './repository-index.js';
import type { Stub } from './stubs.js';

/** What `cargo fetch` needs of a workspace. */
export interface FetchSet {
  /** Globs, written as for an input set: manifests, Cargo.lock, configuration, vendored crates. */
  readonly files: readonly string[];
  /** An empty target for every package. */
  readonly stubs: readonly Stub[];
}

/**
 * The whole workspace without a single source: every manifest, and stubs. Fetching for all of its
 * packages at once lets Cargo say whether the lock is in step with them (`--locked`), and fills a
 * Cargo home that serves each. What is fetched is named by checksum or revision; a build finds only
 * what its own part of the lock names, so these files need not be in its hash.
 */
export function workspaceFetchSet(
  repository: CargoRepository,
  workspace: CargoWorkspace,
): FetchSet {
  const universe = workspaceUniverse(workspace.root, repositoryIndex(repository));
  const paths = [
    ...universe.manifests,
    ...workspace.configFiles,
    ...(workspace.lockfile === undefined ? [] : [workspace.lockfile]),
  ];
  return {
    files: [
      ...new Set(paths.map(globLiteral)),
      ...workspace.vendorRoots.map((path) => inDirectory(globLiteral(path), '**/*')),
    ].sort(byCodeUnit),
    stubs: universeStubs(universe).map(({ stub }) => stub),
  };
}
