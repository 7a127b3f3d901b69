import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describeWithCargo } from '../packages/cargo/src/testing/cargo';
import { publishedWorkspace } from '../packages/cargo/src/testing/published-workspace';
import { manifest, sound, unreadShapes } from '../packages/nx/src/testing/unread-shapes';
import { cargoVersion, graphOfCargo, type WorkspaceGraph } from './harness/graph-of-cargo';
import { graphOfNx, type GraphOfNx } from './harness/graph-of-nx';
import { isPart, partOf } from './harness/part';
import { publishedProjects } from './harness/published-projects';
import { sharedRegistry } from './harness/registry';
import { scratchRoot } from './harness/repository';
import { Workspace } from './harness/workspace';

jest.setTimeout(60 * 60 * 1000);

/** `node tools/evidence/graph.mjs` runs all of them and writes down what comes out. */
const nxVersions = isPart ? ['24.0.6'] : ['23.3.2', '24.0.6'];
const published = Object.entries(publishedProjects).filter(([, { quick }]) => !isPart || quick);
const sources = join(scratchRoot, 'published');
const resultPath = join(scratchRoot, 'workspace-graphs.json');
/** With it a run goes on where an earlier one of the same commit was ended. */
const commit = process.env['WORKSPACE_GRAPHS_COMMIT'];

/** Beside those of the unit tests, what the names of projects depend on. */
const shapes: Record<string, Readonly<Record<string, string>>> = {
  ...Object.fromEntries(Object.entries(unreadShapes).map(([name, { files }]) => [name, files])),
  'a worktree of git inside of the repository': {
    ...Object.fromEntries(
      Object.entries(sound).map(([path, text]) => [`.claude/worktrees/fix/${path}`, text]),
    ),
    '.claude/worktrees/fix/.git': 'gitdir: ../../../.git/worktrees/fix\n',
  },
  'a second package of one name, in a workspace of its own': {
    'examples/app/Cargo.toml': manifest('app', '[workspace]\n'),
    'examples/app/src/main.rs': '',
  },
  'a crate of cargo-fuzz': {
    'fuzz/Cargo.toml': manifest(
      'app-fuzz',
      '[package.metadata]\ncargo-fuzz = true\n[[bin]]\nname = "parse"\npath = "parse.rs"\n[workspace]\n',
    ),
    'fuzz/parse.rs': '',
  },
};

interface Row {
  readonly name: string;
  /** Crates of it. */
  readonly published?: number;
  readonly patched?: true;
  readonly packages: number;
  readonly programs: number;
  readonly edges: number;
  /** By version of Nx: packages, programs and edges that only one of the two knows. */
  readonly differences: Readonly<Record<string, readonly string[]>>;
}

const rows: Row[] = earlierRows();
const registry = sharedRegistry();
const workspaces = new Map<string, Workspace>();

describeWithCargo('the graph beside cargo metadata', () => {
  beforeAll(async () => {
    mkdirSync(sources, { recursive: true });
    for (const nx of nxVersions) {
      const root = join(scratchRoot, `graphs-${nx}`);
      const workspace = await Workspace.create(root, registry, nx);
      await workspace.nxSucceeds(['add', '@statix/nx']);
      workspace.write({
        'web/project.json': JSON.stringify({
          name: 'web',
          targets: { hello: { command: 'echo hello' } },
        }),
      });
      await workspace.commit('start');
      workspaces.set(nx, workspace);
    }
  });
  test.each(published)(
    '%s: packages, programs and edges of Nx are those of full cargo metadata',
    async (name, project) => {
      if (isKnown(name)) return;
      const root = join(sources, name);
      rmSync(root, { recursive: true, force: true });
      mkdirSync(root);
      const members = publishedWorkspace(root, project);
      if (project.patched === true) patchMembers(root, members);
      const expected = graphOfCargo(root);
      const differences = await compare(expected, (folder) => {
        cpSync(root, folder, { recursive: true });
      });
      const { patched } = project;
      record({
        name,
        published: members.length,
        ...(patched === undefined ? {} : { patched }),
        ...sizes(expected),
        differences,
      });
      expect(differences).toEqual(none());
    },
  );

  test.each(partOf(Object.entries(shapes)))(
    'fault: %s: what cargo makes of the rest is what Nx makes of it',
    async (name, files) => {
      if (isKnown(name)) return;
      const root = join(sources, 'sound');
      rmSync(root, { recursive: true, force: true });
      lay(root, sound);
      // Without what Cargo refuses, or never reads.
      const expected = graphOfCargo(root);
      const differences = await compare(expected, (folder) => {
        lay(folder, { ...sound, ...files });
      });
      record({ name, ...sizes(expected), differences });
      expect(differences).toEqual(none());
    },
  );
});

/** Of an earlier run of the same state of the repository, which was not ended. */
function earlierRows(): Row[] {
  if (commit === undefined || !existsSync(resultPath)) return [];
  const known = JSON.parse(readFileSync(resultPath, 'utf8')) as { commit?: string; rows: Row[] };
  // What differed is looked at again.
  return known.commit === commit
    ? known.rows.filter(({ differences }) => isEqual(differences))
    : [];
}

function isEqual(differences: Row['differences']): boolean {
  return Object.values(differences).every((found) => found.length === 0);
}

function isKnown(name: string): boolean {
  return rows.some((row) => row.name === name);
}

function record(row: Row): void {
  rows.push(row);
  const result = { commit, nxVersions, cargo: cargoVersion(), rows };
  writeFileSync(resultPath, JSON.stringify(result));
}

function none(): Record<string, never[]> {
  return Object.fromEntries(nxVersions.map((nx) => [nx, []]));
}

function sizes({ packages, programs, edges }: WorkspaceGraph) {
  return { packages: packages.length, programs: programs.length, edges: edges.length };
}

function lay(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

/** As workspaces do whose members are to be taken wherever a crate of the registry names them. */
function patchMembers(root: string, members: readonly string[]): void {
  const lines = members.map((name) => `${name} = { path = "crates/${name}" }\n`);
  appendFileSync(join(root, 'Cargo.toml'), `\n[patch.crates-io]\n${lines.join('')}`);
}

/** @param fill puts a repository into an Nx workspace that has none */
async function compare(
  expected: WorkspaceGraph,
  fill: (folder: string) => void,
): Promise<Record<string, string[]>> {
  const differences: Record<string, string[]> = {};
  for (const [nx, workspace] of workspaces) {
    await workspace.reset();
    fill(workspace.root);
    differences[nx] = differencesOf(expected, await graphOfNx(workspace));
  }
  return differences;
}

/**
 * Nx knows more packages than cargo: those that belong to no workspace, in templates and fixtures. What
 * both know has to be the same.
 */
function differencesOf(expected: WorkspaceGraph, found: GraphOfNx): string[] {
  const folderOf = (line: string): string => line.replace(/ [^ ]*$/, '');
  const folders = new Set(expected.packages.map(folderOf));
  const ofMembers = (lines: readonly string[]) =>
    lines.filter((line) => folders.has(folderOf(line)));
  const edges = found.edges.filter((edge) => edge.split(' -> ').every((end) => folders.has(end)));
  return [
    ...different('package', expected.packages, ofMembers(found.packages)),
    ...different('program', expected.programs, ofMembers(found.programs)),
    ...different('edge', expected.edges, edges),
    ...different(
      'static targets',
      [...new Set(expected.programs.map(folderOf))],
      found.withTargets.filter((folder) => folders.has(folder)),
    ),
  ];
}

function different(what: string, cargo: readonly string[], nx: readonly string[]): string[] {
  return [
    ...cargo.filter((line) => !nx.includes(line)).map((line) => `${what} of cargo alone: ${line}`),
    ...nx.filter((line) => !cargo.includes(line)).map((line) => `${what} of Nx alone: ${line}`),
  ];
}
