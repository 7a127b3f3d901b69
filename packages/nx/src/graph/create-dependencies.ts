import { basename } from 'node:path';
import {
  DependencyType,
  validateDependency,
  type CreateDependencies,
  type CreateDependenciesContext,
  type RawProjectGraphDependency,
} from '@nx/devkit';
import { readRepository, repositoryFiles } from '@statix/cargo';

/** An edge for every path dependency, resolved by folder: a name may also be a registry crate's. */
export const createDependencies: CreateDependencies = (_options, context) => {
  const manifests = Object.values(context.fileMap.projectFileMap)
    .flat()
    .concat(context.fileMap.nonProjectFiles)
    .map(({ file }) => file)
    .filter((file) => basename(file) === 'Cargo.toml');
  const repository = readRepository(manifests, repositoryFiles(context.workspaceRoot));
  const projectAt = new Map(
    Object.entries(context.projects).map(([name, project]) => [project.root, name]),
  );
  const nodeAt = (root: string) => projectAt.get(root === '' ? '.' : root);

  const dependencies: RawProjectGraphDependency[] = [];
  for (const cargoPackage of repository.packages) {
    const source = nodeAt(cargoPackage.root);
    if (source === undefined) continue;
    for (const dependency of cargoPackage.pathDependencies) {
      const target = nodeAt(dependency.root);
      if (target === undefined || target === source) continue;
      dependencies.push(edge(source, target, cargoPackage.manifest, context));
    }
  }
  return dependencies;
};

function edge(
  source: string,
  target: string,
  sourceFile: string,
  context: CreateDependenciesContext,
): RawProjectGraphDependency {
  const dependency: RawProjectGraphDependency = {
    source,
    target,
    sourceFile,
    type: DependencyType.static,
  };
  validateDependency(dependency, context);
  return dependency;
}
