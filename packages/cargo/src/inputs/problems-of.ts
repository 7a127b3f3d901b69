import { isWithin, manifestOf } from '../files/repository-path.js';
import { isMemberFor } from './package-universe.js';
import { repositoryIndex } from './repository-index.js';
import type { CargoPackage } from '../model/cargo-package.js';
import type { CargoRepository, ManifestProblem } from '../model/cargo-repository.js';

/**
 * What is in the way of building a package: problems of the manifests that Cargo reads for it, those
 * of path dependencies that are broken among them, and of its configuration. In the order of the
 * repository's problems.
 */
export function problemsOf(repository: CargoRepository, pkg: CargoPackage): ManifestProblem[] {
  if (repository.problems.length === 0) return [];
  const readFor = manifestsReadFor(repository, pkg);
  return repository.problems.filter(({ file, scope }) => {
    if (scope === 'none') return false;
    if (scope === 'readers') return readFor.has(file);
    if (scope === 'members') return file === manifestOf(pkg.workspace);
    return isWithin(pkg.workspace, scope.below);
  });
}

function manifestsReadFor(repository: CargoRepository, pkg: CargoPackage): ReadonlySet<string> {
  const { universeOf, packageAt, memberRoots } = repositoryIndex(repository);
  const { packages, manifests } = universeOf(pkg);
  const read = new Set(manifests);
  for (const one of packages.values()) {
    for (const { root, kinds } of one.pathDependencies) {
      const counts = isMemberFor(pkg, one, memberRoots) || kinds.some((kind) => kind !== 'dev');
      if (counts && !packageAt.has(root)) read.add(manifestOf(root));
    }
  }
  return read;
}
