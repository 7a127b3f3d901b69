// What the written guards save the project graph against the zod schemas that they are written from: the
// time to load each in a new process, and to check the manifests and locks of e2e/validation, all of them
// as often as makes a thousand.
//
//   node tools/bench/guards.mjs [--runs 15]
//
// Writes docs/benchmarks/guards.md. Variants take turns (A B A B …).
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { parse } from 'smol-toml';
import { median, root } from './bench-workspace.mjs';
import { load, machine, table, writeReport } from './write-report.mjs';

const require = createRequire(import.meta.url);
const { values } = parseArgs({ options: { runs: { type: 'string', default: '15' } } });
const runs = Number(values.runs);

const shapes = {
  'Cargo.toml': {
    guard: 'cargo/dist/manifest/is-manifest.js#isManifestDocument',
    schema: 'cargo/dist/manifest/manifest-schema.js#manifestSchema',
    documents: documentsCalled('Cargo.toml'),
  },
  'Cargo.lock': {
    guard: 'cargo/dist/lockfile/is-lockfile.js#isLockfileDocument',
    schema: 'cargo/dist/lockfile/lockfile-schema.js#lockfileSchema',
    documents: documentsCalled('Cargo.lock'),
  },
};

const before = load();
const rows = [];
for (const [name, { guard, schema, documents }] of Object.entries(shapes)) {
  const loading = await takeTurns({ guard, schema }, loadTime);
  const isSound = exportOf(guard);
  const judge = exportOf(schema);
  const checking = await takeTurns(
    {
      guard: () => documents.every((document) => isSound(document)),
      schema: () => documents.every((document) => judge.safeParse(document).success),
    },
    checkTime,
  );
  for (const variant of ['guard', 'schema']) {
    rows.push([name, variant, inMilliseconds(loading[variant]), inMilliseconds(checking[variant])]);
  }
}
const report = table(['document', 'judge', 'load, ms', 'check a thousand, ms'], rows);
console.log(report);
await writeReport('guards.md', [
  '# Guards instead of schemas',
  `Measured by \`node tools/bench/guards.mjs\`: medians of ${runs} rounds, the variants in turns. ${machine(require('nx/package.json').version)}, load ${before} before and ${load()} after.`,
  'The guards are written from the zod schemas (`tools/generate/guards.mjs`). The graph is read in every command of Nx, and loads a schema only to explain what is wrong with a document. “Load” is the first `require` in a new process.',
  report,
]);

/** The parsed documents of that name below e2e/validation, a thousand of them. */
function documentsCalled(name) {
  const folder = join(root, 'e2e/validation');
  const found = readdirSync(folder, { recursive: true })
    .filter((path) => basename(path) === name && !path.split('/').includes('target'))
    .map((path) => parse(readFileSync(join(folder, path), 'utf8')));
  return Array.from({ length: 1000 }, (_, index) => found[index % found.length]);
}

function fileOf(reference) {
  return join(root, 'packages', reference.split('#')[0]);
}

function exportOf(reference) {
  return require(fileOf(reference))[reference.split('#')[1]];
}

async function loadTime(reference) {
  const script =
    'const began = performance.now(); require(process.argv[1]); console.log(performance.now() - began);';
  const { stdout } = await execa('node', ['--eval', script, fileOf(reference)]);
  return Number(stdout);
}

function checkTime(areSound) {
  const began = performance.now();
  if (!areSound()) throw new Error('a document of e2e/validation is refused');
  return performance.now() - began;
}

async function takeTurns(variants, measure) {
  const times = Object.fromEntries(Object.keys(variants).map((name) => [name, []]));
  for (let round = 0; round < runs; round += 1) {
    for (const [name, variant] of Object.entries(variants))
      times[name].push(await measure(variant));
  }
  return times;
}

function inMilliseconds(times) {
  return median(times).toFixed(1);
}
