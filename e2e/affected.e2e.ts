import { join } from 'node:path';
import { crates } from './harness/crates';
import { startRegistry, type Registry } from './harness/registry';
import { scratchRoot } from './harness/repository';
import { Workspace } from './harness/workspace';

jest.setTimeout(10 * 60 * 1000);

let registry: Registry;

beforeAll(async () => {
  registry = await startRegistry(join(scratchRoot, 'registry'));
});

afterAll(async () => {
  await registry?.stop();
});

const all = ['first', 'second', 'third'];

/** An edit, and the projects whose build-static is affected by it. */
const edits: [string, (workspace: Workspace) => void, string[]][] = [
  [
    'a source of one program',
    (w) => {
      w.edit('crates/third/src/main.rs', (t) => t.replace('third', '3'));
    },
    ['third'],
  ],
  [
    'a shared crate',
    (w) => {
      w.edit('crates/shared/src/lib.rs', (t) => t.replace('hello', 'hi'));
    },
    ['first', 'second'],
  ],
  [
    'the lock',
    (w) => {
      w.edit('Cargo.lock', (t) => `${t}\n`);
    },
    all,
  ],
  [
    'the image',
    (w) => {
      w.edit('images/statix/statix-image.json', (t) => t.replace('trixie', 'sid'));
    },
    all,
  ],
  [
    'the toolchain file',
    (w) => {
      w.write({ 'rust-toolchain.toml': '[toolchain]\nchannel = "1.96.0"\n' });
    },
    all,
  ],
  [
    "Cargo's configuration",
    (w) => {
      w.write({ '.cargo/config.toml': '[build]\nrustflags = []\n' });
    },
    all,
  ],
  [
    'a README at the root',
    (w) => {
      w.write({ 'README.md': '# hello\n' });
    },
    [],
  ],
];

describe.each(['23.2.1', '24.0.6'])('Nx %s', (nxVersion) => {
  let workspace: Workspace;
  let hashes: Record<string, string>;

  beforeAll(async () => {
    workspace = await Workspace.create(
      join(scratchRoot, `affected-${nxVersion}`),
      registry,
      nxVersion,
    );
    await workspace.nxSucceeds(['add', '@statix/nx']);
    workspace.write(crates);
    await workspace.commit('Rust');
    hashes = await buildHashes(workspace);
  });

  afterEach(async () => {
    await workspace.succeed('git', ['reset', '--quiet', '--hard']);
    await workspace.succeed('git', ['clean', '--quiet', '-fd']);
  });

  test.each(edits)('an edit of %s', async (_name, edit, expected) => {
    edit(workspace);
    const affected = await workspace.nxSucceeds([
      'affected',
      '-t',
      'build-static',
      '--base=HEAD',
      '--graph=stdout',
    ]);
    expect(plannedBuilds(affected)).toEqual(expected);
    const after = await buildHashes(workspace);
    expect(all.filter((name) => after[name] !== hashes[name])).toEqual(expected);
  });
});

interface TaskGraph {
  tasks: { tasks: Record<string, { hash?: string; target: { project: string; target: string } }> };
}

function readGraph(output: string): TaskGraph {
  return JSON.parse(output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1)) as TaskGraph;
}

function plannedBuilds(output: string): string[] {
  if (!output.includes('{')) return [];
  const tasks = Object.values(readGraph(output).tasks?.tasks ?? {});
  return tasks
    .filter(({ target }) => target.target === 'build-static')
    .map(({ target }) => target.project)
    .sort();
}

/** Hash of each program's build-static task, by Nx itself, without running anything. */
async function buildHashes(workspace: Workspace): Promise<Record<string, string>> {
  const output = await workspace.succeed('node', [
    '-e',
    `
    const { createProjectGraphAsync } = require('@nx/devkit');
    const { createTaskGraph } = require('nx/src/tasks-runner/create-task-graph');
    const { createTaskHasher } = require('nx/src/hasher/create-task-hasher');
    process.chdir(${JSON.stringify(workspace.root)});
    (async () => {
      const graph = await createProjectGraphAsync();
      const nxJson = JSON.parse(require('node:fs').readFileSync('nx.json', 'utf8'));
      const tasks = createTaskGraph(graph, {}, ${JSON.stringify(all)}, ['build-static'], undefined, {});
      const hasher = createTaskHasher(graph, nxJson);
      const wanted = Object.values(tasks.tasks).filter((task) => task.target.target === 'build-static');
      const found = await hasher.hashTasks(wanted, tasks, process.env, process.cwd());
      console.log('HASHES' + JSON.stringify(Object.fromEntries(wanted.map((task, i) => [task.target.project, found[i].value]))));
      process.exit(0);
    })();
    `,
  ]);
  return JSON.parse(output.slice(output.indexOf('HASHES') + 6)) as Record<string, string>;
}
