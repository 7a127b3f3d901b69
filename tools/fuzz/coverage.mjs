// Which branches of the reader the fuzzer's fixed series takes: fails below 95 % of all of them.
//
//   node tools/fuzz/coverage.mjs [--inputs 40000]
//
// Jest instruments the sources; the numbers go to tools/fuzz/coverage.json, and docs/fuzzing.md shows them.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { execa } from 'execa';

const LEAST_PERCENT = 95;

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'tmp/fuzz/coverage');
const { values } = parseArgs({ options: { inputs: { type: 'string', default: '40000' } } });
/** What reads a file, of anything that may have been written by an attacker. */
const reader = [
  'read/**',
  'scan/**',
  'parse-elf',
  'file-kind',
  'entry-segment',
  'classify-linkage',
];

rmSync(folder, { recursive: true, force: true });
await execa(
  process.execPath,
  [
    join(root, 'node_modules/jest/bin/jest.js'),
    ...['packages/elf/src/fuzz.spec.ts', '--selectProjects', 'unit', '--ci', '--coverage'],
    ...reader.map((path) => `--collectCoverageFrom=packages/elf/src/${path}.ts`),
    ...['--collectCoverageFrom=!**/*.spec.ts', '--coverageReporters=json-summary'],
    ...['--coverageDirectory', folder],
  ],
  {
    cwd: root,
    env: { STATIX_FUZZ_INPUTS: values.inputs },
    stdio: ['ignore', 'inherit', 'inherit'],
  },
);
const { total, ...files } = JSON.parse(readFileSync(join(folder, 'coverage-summary.json'), 'utf8'));
const rows = Object.entries(files)
  .map(([path, { branches }]) => ({
    file: relative(join(root, 'packages/elf/src'), path),
    branches: branches.total,
    taken: branches.covered,
  }))
  .sort((left, right) => (left.file < right.file ? -1 : 1));
for (const { file, branches, taken } of rows) console.log(`${taken} of ${branches}  ${file}`);
const percent = total.branches.pct;
console.log(`${percent} % of ${total.branches.total} branches`);
const report = {
  inputs: Number(values.inputs),
  branches: total.branches.total,
  percent,
  files: rows,
};
writeFileSync(join(root, 'tools/fuzz/coverage.json'), `${JSON.stringify(report, null, 2)}\n`);
process.exitCode = percent >= LEAST_PERCENT ? 0 : 1;
