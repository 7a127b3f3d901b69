import { ancestorsOf } from '../files/repository-path.js';
import type { CargoPackage } from '../model/cargo-package.js';
import type { CargoRepository } from '../model/cargo-repository.js';
import type { CargoWorkspace } from '../model/cargo-workspace.js';
import { packageUniverse, type PackagesByRoot, type Universe } from './package-universe.js';

/** A repository by path, so that the inputs of a thousand packages are not a million searches. */
export interface RepositoryIndex extends PackagesByRoot {
  /** The packages and other checkouts whose nearest enclosing package is the one at this root. */
  readonly nestedIn: ReadonlyMap<string, readonly string[]>;
  /** What cargo reads to resolve a package; made once for each. */
  readonly universeOf: (pkg: CargoPackage) => Universe;
}

const indexes = new WeakMap<CargoRepository, RepositoryIndex>();

/** The index of a repository, made once for each. */
export function repositoryIndex(repository: CargoRepository): RepositoryIndex {
  const known = indexes.get(repository);
  if (known !== undefined) return known;
  const packageAt = new Map(repository.packages.map((pkg) => [pkg.root, pkg]));
  const workspaceAt = new Map(
    repository.workspaces.map((workspace) => [workspace.root, workspace]),
  );
  const universes = new Map<CargoPackage, Universe>();
  const index: RepositoryIndex = {
    packageAt,
    workspaceAt,
    memberRoots: new Set(
      repository.workspaces.flatMap(({ packages }) => packages.map(({ root }) => root)),
    ),
    nestedIn: nestedPackages(packageAt, repository.nestedRepositories),
    universeOf(pkg) {
      const universe = universes.get(pkg) ?? packageUniverse(pkg, index);
      universes.set(pkg, universe);
      return universe;
    },
  };
  indexes.set(repository, index);
  return index;
}

/** The workspace that a package belongs to; undefined for one whose root manifest is broken. */
export function workspaceOf(
  repository: CargoRepository,
  pkg: CargoPackage,
): CargoWorkspace | undefined {
  return repositoryIndex(repository).workspaceAt.get(pkg.workspace);
}

function nestedPackages(
  packageAt: ReadonlyMap<string, CargoPackage>,
  nestedRepositories: readonly string[],
): Map<string, string[]> {
  const nested = new Map<string, string[]>();
  for (const root of new Set([...packageAt.keys(), ...nestedRepositories])) {
    const enclosing = ancestorsOf(root).find((ancestor) => packageAt.has(ancestor));
    if (enclosing !== undefined) nested.set(enclosing, [...(nested.get(enclosing) ?? []), root]);
  }
  return nested;
}
