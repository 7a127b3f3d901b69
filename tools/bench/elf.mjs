// How long reading and checking a binary takes, all but its run, against `sha256sum` of the same file, and
// how much memory it takes. Node's start is apart.
//
//   node tools/bench/elf.mjs [--pairs 9] [--megabytes 150] [file]
//
// Without a file one of that size is made: a static-pie program with code and texts of Node's own binary behind it.
// Writes docs/benchmarks/elf.md. Pairs are in turns (A B A B …), the file warm. Build first: npm run build.
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { median, root } from './bench-workspace.mjs';
import { load, machine, table, writeReport } from './write-report.mjs';

const require = createRequire(import.meta.url);
const { values, positionals } = parseArgs({
  options: {
    pairs: { type: 'string', default: '9' },
    megabytes: { type: 'string', default: '150' },
  },
  allowPositionals: true,
});
const pairs = Number(values.pairs);
const module = join(root, 'packages/proof/dist/index.js');
const MOST_TIMES = 1.5;
const MOST_GROWTH_MIB = 64;

/** Proves without a run in a process of its own, and prints what that took besides Node's start. */
const script = `
  const { proveProgram, planProof } = require(process.argv[1]);
  const path = process.argv[2];
  const plan = planProof(${JSON.stringify(options())});
  const before = process.resourceUsage().maxRSS;
  const began = performance.now();
  proveProgram({ name: 'program', path }, plan, () => { throw new Error('nothing is run'); })
    .then(({ report }) => {
      const seconds = (performance.now() - began) / 1000;
      const grown = (process.resourceUsage().maxRSS - before) / 1024;
      console.log(JSON.stringify({ seconds, grown, size: report.binary.size }));
    });`;

const [given] = positionals;
const file = given ?? makeFile(Number(values.megabytes) * 1e6);
try {
  await measure();
} finally {
  if (given === undefined) rmSync(file);
}

async function measure() {
  const before = load();
  const rounds = [];
  await sha256sum();
  for (let pair = 0; pair < pairs; pair += 1) {
    const ours = await prove();
    rounds.push({ ...ours, sha256sum: await sha256sum() });
  }
  const middle = (name) => median(rounds.map((round) => round[name]));
  const [ours, theirs] = [middle('seconds'), middle('sha256sum')];
  const times = median(rounds.map(({ seconds, sha256sum: sum }) => seconds / sum));
  const grown = Math.max(...rounds.map((round) => round.grown));
  const [{ size }] = rounds;
  const rows = [
    ['verified, without a run', ours.toFixed(3), Math.ceil(grown)],
    ['`sha256sum`', theirs.toFixed(3), ''],
  ];
  const report = table(['what', 'seconds', 'memory grown by at most, MiB'], rows);
  const version = (await execa('sha256sum', ['--version'])).stdout.split('\n')[0];
  const { version: nx } = require('nx/package.json');
  console.log(`${report}\n${times.toFixed(2)} times sha256sum`);
  if (given === undefined) {
    await writeReport('elf.md', [
      '# Reading a binary',
      `Measured by \`node tools/bench/elf.mjs\`: medians of ${pairs} pairs, in turns. ${machine(nx)}, load ${before} before and ${load()} after.`,
      `A file of ${(size / 1e6).toFixed(0)} MB that is in the page cache: a static-pie program with code and texts behind it. Verifying reads headers and relocations, hashes all of the file, and looks for texts in it; Node's start and the loading of modules are not counted, \`${version}\` is the process from start to end. The median of the pairs' quotients is ${times.toFixed(2)}; at most ${MOST_TIMES} is asked for, and memory growth of at most ${MOST_GROWTH_MIB} MiB.`,
      report,
    ]);
  }
  process.exitCode = times <= MOST_TIMES && grown <= MOST_GROWTH_MIB ? 0 : 1;
}

async function prove() {
  const { stdout } = await execa(process.execPath, ['--eval', script, module, file]);
  return JSON.parse(stdout);
}

async function sha256sum() {
  const began = performance.now();
  await execa('sha256sum', [file]);
  return (performance.now() - began) / 1000;
}

/** In memory-backed storage or not: it is read once before it is measured. */
function makeFile(size) {
  const path = join(root, 'tmp', 'bench-elf');
  mkdirSync(join(root, 'tmp'), { recursive: true });
  copyFileSync(join(root, 'packages/elf/fixtures/static-pie'), path);
  const [from, to] = [openSync(process.execPath, 'r'), openSync(path, 'r+')];
  const piece = Buffer.alloc(1e6);
  let at = statSync(path).size;
  for (let source = 0; at < size;) {
    const length = readSync(from, piece, 0, Math.min(piece.length, size - at), source);
    source = length === 0 ? 0 : source + length;
    at += writeSync(to, piece, 0, length, at);
  }
  closeSync(from);
  closeSync(to);
  return path;
}

function options() {
  return {
    ...{ expectedLinkage: 'static-pie', policy: 'baseline', overrides: {}, run: 'never', args: [] },
    ...{ environment: {}, timeoutSeconds: 30, memoryMegabytes: 128, pids: 64, writablePaths: [] },
    perBinary: {},
  };
}
