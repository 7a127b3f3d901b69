import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type * as InferGraph from './infer-graph.js';
import type * as ReadGraph from './read-graph.js';
import type * as StoredGraph from './stored-graph.js';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'statix-graph-')));
  write('Cargo.toml', '[workspace]\nmembers = ["a", "b"]\n');
  write('a/Cargo.toml', '[package]\nname = "a"\nversion = "1.0.0"\n');
  write('a/src/main.rs', '');
  write('b/Cargo.toml', '[package]\nname = "b"\nversion = "1.0.0"\n');
  write('b/src/lib.rs', '');
  settle();
});
afterEach(() => {
  rmSync(root, { recursive: true });
  jest.restoreAllMocks();
});

const manifests = ['Cargo.toml', 'a/Cargo.toml', 'b/Cargo.toml'];
const stored = () => join(root, '.nx/workspace-data/statix-graph.json');

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

/** As if all had been written long ago: only the clock of the reader is moved. */
function settle(): void {
  const later = Date.now() + 60_000;
  jest.spyOn(Date, 'now').mockReturnValue(later);
}

/** A process that has read nothing yet, and how often it has inferred the graph. */
function newProcess() {
  jest.resetModules();
  const { inferGraph } = jest.requireActual<typeof InferGraph>('./infer-graph.js');
  const infer = jest.fn(inferGraph);
  jest.doMock('./infer-graph.js', () => ({ inferGraph: infer }));
  const { readGraph } = jest.requireActual<typeof ReadGraph>('./read-graph.js');
  const { writeWaiting } = jest.requireActual<typeof StoredGraph>('./stored-graph.js');
  return {
    async read(files = manifests, options?: unknown, beforeItIsKept?: () => void) {
      const reading = await readGraph({ workspaceRoot: root, files, options });
      beforeItIsKept?.();
      // As when the process ends.
      writeWaiting();
      return reading;
    },
    times: () => infer.mock.calls.length,
  };
}

test('what has not changed is not inferred again, in this process or the next', async () => {
  const first = newProcess();
  const reading = await first.read();
  expect(await first.read()).toEqual(reading);
  expect(first.times()).toBe(1);
  const second = newProcess();
  expect(await second.read()).toEqual(reading);
  expect(second.times()).toBe(0);
});

test.each<[string, () => void]>([
  [
    'a manifest',
    () => {
      write('a/Cargo.toml', '[package]\nname = "c"\nversion = "1.0.0"\n');
    },
  ],
  [
    'an edit of the same size',
    () => {
      write('a/Cargo.toml', '[package]\nname = "c"\nversion = "1.0.1"\n');
    },
  ],
  [
    'a program that appears',
    () => {
      write('b/src/main.rs', '');
    },
  ],
  [
    'a program that goes',
    () => {
      rmSync(join(root, 'a/src/main.rs'));
    },
  ],
  [
    'a folder of programs that appears',
    () => {
      write('b/src/bin/x.rs', '');
    },
  ],
  [
    'a toolchain file',
    () => {
      write('rust-toolchain.toml', '[toolchain]\nchannel = "stable"\n');
    },
  ],
  [
    'Cargo configuration',
    () => {
      write('.cargo/config.toml', '[build]\n');
    },
  ],
  [
    'a folder that takes the place of a file',
    () => {
      rmSync(join(root, 'a/src/main.rs'));
      mkdirSync(join(root, 'a/src/main.rs'));
      write('a/src/lib.rs', '');
    },
  ],
])('%s counts, whichever process sees it', async (_name, change) => {
  const before = newProcess();
  await before.read();
  change();
  await before.read();
  expect(before.times()).toBe(2);
});

test('an edit that keeps size and times is seen', async () => {
  const file = join(root, 'a/Cargo.toml');
  const process = newProcess();
  await process.read();
  const old = new Date('2020-01-01');
  utimesSync(file, old, old);
  await process.read();
  expect(process.times()).toBe(1);
  write('a/Cargo.toml', '[package]\nname = "z"\nversion = "1.0.0"\n');
  utimesSync(file, old, old);
  const { nodes } = await process.read();
  expect(JSON.stringify(nodes)).toContain('"name":"z"');
});

test('a change right after the reading is seen although the times may not tell', async () => {
  jest.restoreAllMocks();
  const process = newProcess();
  await process.read();
  const lines = readFileSync(stored(), 'utf8').split('\n');
  const [line = ''] = lines.filter((each) => each.includes('a/Cargo.toml\t'));
  // No stamp: the content will be compared.
  expect(line.split('\t')[3]).toBe('');
});

test.each<[string, () => void]>([
  [
    'of a manifest',
    () => {
      write('a/Cargo.toml', '[package]\nname = "c"\nversion = "1.0.0"\n');
    },
  ],
  [
    'of what is in a folder',
    () => {
      write('b/src/main.rs', '');
    },
  ],
])('a change %s between the reading and its keeping is seen', async (_of, change) => {
  const before = newProcess();
  await before.read(manifests, undefined, change);
  const after = newProcess();
  await after.read();
  expect([before.times(), after.times()]).toEqual([1, 1]);
});

test('files beside what was looked for do not count', async () => {
  const process = newProcess();
  await process.read();
  write('README.md', '');
  write('a/src/module.rs', '');
  write('a/README.md', '');
  write('target/debug/a', '');
  await process.read();
  expect(process.times()).toBe(1);
});

test('an image that is defined at the root: every file of its recipe counts, and none beside it', async () => {
  write('statix-image.json', '{ "recipe": "./recipe", "base": "debian:trixie-slim" }');
  write('recipe/recipe.json', '{ "name": "r", "version": "1.0.0", "arguments": {} }');
  write('recipe/scripts/build.sh', 'true\n');
  const process = newProcess();
  const files = [...manifests, 'statix-image.json'];
  await process.read(files);
  write('target/debug/a', '');
  write('notes.txt', '');
  await process.read(files);
  expect(process.times()).toBe(1);
  write('lock.json', '{}');
  await process.read(files);
  expect(process.times()).toBe(2);
  write('recipe/scripts/build.sh', 'false\n');
  await process.read(files);
  write('recipe/scripts/more.sh', '');
  await process.read(files);
  expect(process.times()).toBe(4);
});

test('a fresh clone of the same content is not inferred again', async () => {
  await newProcess().read();
  // New inodes and new times, as a checkout makes them.
  for (const path of manifests) {
    renameSync(join(root, path), join(root, `${path}.old`));
    write(path, readFileSync(join(root, `${path}.old`), 'utf8'));
    rmSync(join(root, `${path}.old`));
  }
  const process = newProcess();
  await process.read();
  expect(process.times()).toBe(0);
});

test('files and options are part of the question', async () => {
  const process = newProcess();
  await process.read();
  await process.read(manifests.slice(0, 2));
  await process.read(manifests.slice(0, 2), { tags: ['x'] });
  expect(process.times()).toBe(3);
});

test.each(['', '{', 'a\nb\nc', 'a\n{}\n[]\nend', 'a\n{\n['])(
  'a broken store is no store: %j',
  async (content) => {
    const first = newProcess();
    const reading = await first.read();
    writeFileSync(stored(), content);
    writeFileSync(join(dirname(stored()), 'statix-manifests-2.json'), content);
    const second = newProcess();
    expect(await second.read()).toEqual(reading);
    expect(second.times()).toBe(1);
  },
);

test('NX_CACHE_PROJECT_GRAPH=false keeps nothing on disk', async () => {
  process.env['NX_CACHE_PROJECT_GRAPH'] = 'false';
  try {
    await newProcess().read();
  } finally {
    delete process.env['NX_CACHE_PROJECT_GRAPH'];
  }
  expect(existsSync(stored())).toBe(false);
});

test('a folder that cannot be written costs nothing but time', async () => {
  write('.nx', 'a file');
  expect((await newProcess().read()).nodes).toHaveLength(2);
});

test('problems are kept as well, and go with what caused them', async () => {
  write('b/Cargo.toml', '[package\n');
  expect((await newProcess().read()).problems).toHaveLength(1);
  const process = newProcess();
  expect((await process.read()).problems).toHaveLength(1);
  expect(process.times()).toBe(0);
  write('b/Cargo.toml', '[package]\nname = "b"\nversion = "1.0.0"\n');
  expect((await process.read()).problems).toEqual([]);
});

test.each([
  ['graph', ['read anew: nothing was kept for these files and options', 'as read before']],
  ['graph,bogus', ['read anew: nothing was kept for these files and options', 'as read before']],
  ['all', ['read anew: nothing was kept for these files and options', 'as read before']],
  [undefined, []],
  ['', []],
  ['engine,build', []],
  ['graphs', []],
])('with STATIX_DEBUG=%s it tells how the graph was read', async (setting, told) => {
  const environment = { ...process.env };
  // Within a task the lines are added to a file.
  for (const name of ['STATIX_DEBUG', 'NX_TASK_HASH']) Reflect.deleteProperty(process.env, name);
  if (setting !== undefined) process.env['STATIX_DEBUG'] = setting;
  const lines: string[] = [];
  jest
    .spyOn(process.stderr, 'write')
    .mockImplementation((text) => (lines.push(String(text)), true));
  try {
    const reader = newProcess();
    await reader.read();
    await reader.read();
  } finally {
    process.env = environment;
  }
  const how = lines.filter((line) => !/: project |: a problem/.test(line));
  expect(
    how.map((line) => line.replace(/^\S+ \d+ graph: /, '').split(/:.nothing that|\n/)[0]),
  ).toEqual(told);
});
