import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkspaceGraph } from './graph-of-cargo';
import type { Workspace } from './workspace';

interface NxGraph {
  readonly graph: {
    readonly nodes: Readonly<
      Record<
        string,
        {
          readonly name: string;
          readonly data: {
            readonly root: string;
            readonly targets?: Readonly<Record<string, unknown>>;
          };
        }
      >
    >;
    readonly dependencies: Readonly<
      Record<string, readonly { readonly source: string; readonly target: string }[]>
    >;
  };
}

/** What Nx says of the Rust packages of a repository, and which of them have static targets. */
export interface GraphOfNx extends WorkspaceGraph {
  /** Folders, sorted. */
  readonly withTargets: readonly string[];
}

/**
 * The graph as `nx graph --file` writes it, with the programs that the plugin reads. Every command of
 * Nx has to end well: `nx show projects`, `nx graph`, and a task that has nothing to do with Rust.
 */
export async function graphOfNx(workspace: Workspace): Promise<GraphOfNx> {
  const shown = JSON.parse(
    lastLine(await workspace.nxSucceeds(['show', 'projects', '--json'])),
  ) as string[];
  await workspace.nxSucceeds(['run', 'web:hello']);
  const file = join(workspace.root, 'graph.json');
  await workspace.nxSucceeds(['graph', `--file=${file}`]);
  const { graph } = JSON.parse(readFileSync(file, 'utf8')) as NxGraph;
  rmSync(file);
  const nodes = Object.values(graph.nodes);
  if (JSON.stringify(nodes.map(({ name }) => name).sort()) !== JSON.stringify(shown.sort()))
    throw new Error('nx show projects and nx graph know other projects');
  const rust = nodes.filter(({ data }) =>
    existsSync(join(workspace.root, data.root, 'Cargo.toml')),
  );
  const folders = new Map(rust.map(({ name, data }) => [name, data.root === '.' ? '' : data.root]));
  const edges = Object.values(graph.dependencies)
    .flat()
    .flatMap(({ source, target }) => {
      const [from, to] = [folders.get(source), folders.get(target)];
      return from === undefined || to === undefined ? [] : [`${from} -> ${to}`];
    });
  return {
    packages: [...folders].map(([name, folder]) => `${folder} ${name}`).sort(),
    programs: await programsOf(workspace),
    edges: [...new Set(edges)].sort(),
    withTargets: rust
      .filter(({ data }) => data.targets?.['build-static'] !== undefined)
      .map(({ name }) => folders.get(name) ?? '')
      .sort(),
  };
}

/** As the installed plugin's reader says. */
async function programsOf(workspace: Workspace): Promise<string[]> {
  const output = await workspace.succeed(process.execPath, ['-e', program]);
  return JSON.parse(lastLine(output)) as string[];
}

const program = `
const { readRepository, repositoryFiles } = require('@statix/cargo');
const { readdirSync } = require('node:fs');
const list = (folder) => readdirSync(folder || '.', { withFileTypes: true }).flatMap((entry) => {
  const path = folder === '' ? entry.name : folder + '/' + entry.name;
  if (entry.isDirectory()) return /^(node_modules|\\.git|\\.nx)$/.test(entry.name) ? [] : list(path);
  return entry.name === 'Cargo.toml' ? [path] : [];
});
const { packages } = readRepository(list(''), repositoryFiles(process.cwd()));
const programs = packages.flatMap(({ root, targets }) =>
  targets.filter(({ kind }) => kind === 'bin').map(({ name }) => root + ' ' + name));
console.log(JSON.stringify(programs.sort()));
`;

function lastLine(output: string): string {
  return output.trim().split('\n').pop() ?? '';
}
