import { basename } from 'node:path';
import type { CreateDependencies, DependencyType, RawProjectGraphDependency } from '@nx/devkit';
import { latestReading, readGraph } from './read-graph.js';

const ofGraph = new Set(['Cargo.toml', 'statix-image.json', 'project.json', 'package.json']);

/**
 * An edge for every path dependency and path source, resolved by folder: a name may also be that of a
 * registry's crate, or a project.json may have given the project another one.
 */
export const createDependencies: CreateDependencies = async (options, context) => {
  const { workspaceRoot, fileMap, projects } = context;
  const reading =
    latestReading(workspaceRoot) ??
    (await readGraph({
      workspaceRoot,
      options,
      files: [...Object.values(fileMap.projectFileMap), fileMap.nonProjectFiles]
        .flat()
        .map(({ file }) => file)
        .filter((file) => ofGraph.has(basename(file))),
    }));
  const projectAt = new Map(
    Object.entries(projects).map(([name, project]) => [project.root, name]),
  );
  return reading.edges.flatMap((edge): RawProjectGraphDependency[] => {
    const source = projectAt.get(edge.source);
    const target = projectAt.get(edge.target);
    if (source === undefined || target === undefined || source === target) return [];
    return [{ source, target, sourceFile: edge.file, type: staticDependency() }];
  });
};

/** DependencyType.static, without loading @nx/devkit for one word. */
function staticDependency(type = 'static'): DependencyType.static {
  if (!isStatic(type)) throw new TypeError(`'${type}' is not the type of static dependencies`);
  return type;
}

function isStatic(type: string): type is DependencyType.static {
  return type === 'static';
}
