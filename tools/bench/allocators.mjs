// Measures what the memory allocator costs programs: musl's own and mimalloc (the option `allocator`), both
// linked statically, against the same program linked dynamically with glibc, by the same rustc in the image.
// Wall and CPU time, peak memory, and the start of the program alone.
//
//   node tools/bench/allocators.mjs                 all programs, into docs/benchmarks/allocators.md
//   node tools/bench/allocators.mjs tree            one of them, onto the terminal
//
// It needs the image in the engine (IMAGE, else the newest statix.local/statix) and, for programs with crates, a
// network and the certificates that SSL_CERT_FILE names. ROUNDS: runs of each, 10 when absent.
import { cpus } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { root } from './bench-workspace.mjs';
import { benchImage, withNetwork } from './image-container.mjs';
import { load, table, writeReport } from './write-report.mjs';

const folder = join(root, 'tools/bench/allocators');
const rounds = Number(process.env.ROUNDS ?? 10);

/**
 * @typedef {object} Program
 * @property {string} name of the program and of its folder
 * @property {string} what it does here
 * @property {string[]} work arguments of the run that is measured
 * @property {string[]} start arguments with which it ends at once
 * @property {string} [crate] to install from the registry; a folder beside this file when absent
 */

/** @type {readonly Program[]} */
const programs = [
  {
    name: 'tree',
    what: 'small nodes as a compiler has them, 1 thread',
    work: ['1', '100'],
    start: [],
  },
  { name: 'tree', what: 'the same, 4 threads', work: ['4', '50'], start: [] },
  {
    name: 'sqlite',
    what: 'SQLite in memory: 200000 rows, asked by an index',
    work: ['200000'],
    start: [],
  },
  {
    name: 'rocksdb',
    what: 'RocksDB: 200000 entries written, compacted, read',
    work: ['200000'],
    start: [],
  },
  {
    name: 'server',
    what: 'hyper and Tokio: 24000 JSON requests of 16 clients',
    work: ['16', '1500'],
    start: [],
  },
  {
    name: 'oxipng',
    crate: 'oxipng@10.2.1',
    what: 'oxipng: a picture of 1200 × 900',
    work: ['--opt', '2', '--threads', '2', '--pretend', '/out/picture.png'],
    start: ['--version'],
  },
  {
    name: 'rg',
    crate: 'ripgrep@15.1.0',
    what: 'ripgrep: a pattern in the image’s headers',
    work: ['--count', '[a-z]+_t\\b', '/usr/include', '/usr/share'],
    start: ['--version'],
  },
];

const wanted = process.argv.slice(2);
const chosen =
  wanted.length === 0 ? programs : programs.filter(({ name }) => wanted.includes(name));
if (chosen.length === 0)
  throw new Error(`there are: ${programs.map(({ name }) => name).join(', ')}`);

const image = await benchImage();
const volume = `statix-bench-allocators-${process.pid}`;
const before = load();
try {
  await inImage(['--network', 'none'], 'python3', '/bench/picture.py', '/out/picture.png');
  const rows = [];
  const built = new Set();
  for (const { name, crate, what, work, start } of chosen) {
    if (!built.has(name))
      await inImage(networkFor(name, crate), 'sh', '/bench/build.sh', name, crate ?? '-');
    built.add(name);
    const worked = await measure(name, work);
    const started = await measure(name, start);
    for (const [allocator, [wall, cpu, memory]] of Object.entries(worked)) {
      const [startWall] = started[allocator];
      const ratio = (value, index) => (value / worked.glibc[index]).toFixed(2);
      rows.push([
        ...[name, what, allocator, wall.toFixed(0), ratio(wall, 0), cpu.toFixed(0), ratio(cpu, 1)],
        ...[(memory / 1024).toFixed(1), ratio(memory, 2), startWall.toFixed(1)],
      ]);
    }
  }
  const head = [
    ...['program', 'does', 'allocator', 'wall ms', '÷ glibc', 'CPU ms', '÷ glibc'],
    ...['peak MiB', '÷ glibc', 'start ms'],
  ];
  const blocks = [
    '# What the allocator costs',
    `Measured by \`node tools/bench/allocators.mjs\`: the same program three times by the image’s rustc, static with musl’s malloc, static with mimalloc (\`allocator = "mimalloc"\`), and dynamic with the image’s glibc; median of ${rounds} runs each, in turn, in a container. The start is a run that does nothing. ${cpus().length} processors, on ${new Date().toISOString().slice(0, 10)}. The load is the 1 minute average of the machine before and after: ${before}–${load()}.`,
    table(head, rows),
  ];
  if (wanted.length === 0) await writeReport('allocators.md', blocks);
  else console.log(blocks.join('\n\n'));
} finally {
  await execa('docker', ['volume', 'rm', '--force', volume]);
}

/** Only what has crates is built with a network. */
function networkFor(name, crate) {
  return crate === undefined && name === 'tree' ? ['--network', 'none'] : withNetwork();
}

async function measure(name, args) {
  const { stdout } = await inImage(
    ['--network', 'none'],
    'python3',
    '/bench/measure.py',
    String(rounds),
    name,
    ...args,
  );
  return JSON.parse(stdout);
}

function inImage(options, command, ...args) {
  const mounts = ['--volume', `${volume}:/out`, '--volume', `${folder}:/bench:ro`];
  return execa(
    'docker',
    ['run', '--rm', '--init', ...options, ...mounts, '--entrypoint', command, image, ...args],
    {
      stderr: 'inherit',
    },
  );
}
