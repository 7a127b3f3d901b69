import { byCodeUnit } from '../files/repository-path.js';
import type { CargoPackage } from '../model/cargo-package.js';
import type { CargoRepository } from '../model/cargo-repository.js';
import { repositoryIndex } from './repository-index.js';

export interface ClosureOptions {
  /** Also the package's own dev-dependencies, as for tests. Those of others never count. */
  includeDev?: boolean;
}

/**
 * A package and everything in the repository that its build may compile: normal and build
 * dependencies, transitively, whatever their cfg and whether optional or not, for files do not tell
 * which of them a build switches on.
 *
 * @returns the package first, the others sorted by root
 */
export function pathClosure(
  repository: CargoRepository,
  pkg: CargoPackage,
  options: ClosureOptions = {},
): CargoPackage[] {
  const { packageAt } = repositoryIndex(repository);
  const reached = new Set([pkg]);
  for (const at of reached) {
    for (const { root, kinds } of at.pathDependencies) {
      const devCounts = options.includeDev === true && at === pkg;
      if (!devCounts && kinds.every((kind) => kind === 'dev')) continue;
      const dependency = packageAt.get(root);
      if (dependency !== undefined) reached.add(dependency);
    }
  }
  reached.delete(pkg);
  return [pkg, ...[...reached].sort((left, right) => byCodeUnit(left.root, right.root))];
}
