import type { CreateDependencies, DependencyType, RawProjectGraphDependency } from '@nx/devkit';
import { isListedFile } from '../reading/listed-files.js';
import { latestEdges, readGraph } from './read-graph.js';

/**
 * An edge for every path dependency and path source, resolved by folder: a name may also be that of a
 * registry's crate, or a project.json may have given the project another one.
 *
 * All of them are of the type `implicit`. A `static` one belongs to a file, and Nx keeps the static
 * ones of a file until that file changes, whatever plugins say (buildProjectGraphUsingContext in Nx
 * 23.3). Where a Cargo dependency leads, though, is decided by the workspace's root manifest,
 * Cargo.lock and Cargo's configuration as well as by the package's own manifest.
 */
export const createDependencies: CreateDependencies = async (options, context) => {
  const { workspaceRoot, fileMap, projects } = context;
  let edges = latestEdges(workspaceRoot);
  if (edges === undefined) {
    const files = [...Object.values(fileMap.projectFileMap), fileMap.nonProjectFiles]
      .flat()
      .map(({ file }) => file)
      .filter(isListedFile);
    await readGraph({ workspaceRoot, options, files });
    edges = latestEdges(workspaceRoot) ?? [];
  }
  const projectAt = new Map(
    Object.entries(projects).map(([name, project]) => [project.root, name]),
  );
  const type = implicitDependency();
  return edges.flatMap(([from, targets]): RawProjectGraphDependency[] => {
    const source = projectAt.get(from);
    if (source === undefined) return [];
    return targets.flatMap((to) => {
      const target = projectAt.get(to);
      return target === undefined || source === target ? [] : [{ source, target, type }];
    });
  });
};

/** DependencyType.implicit, without loading @nx/devkit for one word. */
function implicitDependency(type = 'implicit'): DependencyType.implicit {
  if (!isImplicit(type)) throw new TypeError(`'${type}' is not the type of implicit dependencies`);
  return type;
}

function isImplicit(type: string): type is DependencyType.implicit {
  return type === 'implicit';
}
