// Measures which branches of the reader the fuzzer's inputs reach.
//
//   node tools/fuzz/coverage.mjs [--inputs 40000] [--missed]
//
// A copy of the reader counts its branches (Istanbul: both ways of each `if`, `?:`, `??`, `&&`, `||`, and defaults)
// while the first inputs of the series are judged. Writes tools/fuzz/coverage.json; `--missed` prints those that
// were not reached. What is not of the reader, and why, is in `outside`.
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createInstrumenter } from 'istanbul-lib-instrument';
import ts from 'typescript';
import { digestOfReader } from './digest-of-reader.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const source = join(root, 'packages/elf/src');
const copy = join(root, 'tmp/fuzz/coverage');
const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '40000' },
    missed: { type: 'boolean', default: false },
  },
});
const SERIES = 20_261_130;

/** Files that no input of a fuzzer can reach, with the reason; each has specs of its own. */
const outside = [
  { files: /^testing\//, why: 'the fuzzer itself' },
  { files: /^compare\//, why: 'compares two files; built on the reader' },
  { files: /^open-elf\.ts$/, why: 'opens a path: links, pipes, files that change meanwhile' },
  { files: /^reserved\/find-reserved\.ts$/, why: 'opens a path' },
  { files: /^index\.ts$/, why: 'names what is exported' },
];

rmSync(copy, { recursive: true, force: true });
mkdirSync(copy, { recursive: true });
writeFileSync(join(copy, 'package.json'), '{"type":"commonjs"}');
const instrumenter = createInstrumenter({ esModules: false, compact: false });
/** By path: what it was made of, its text, and its branches. */
const readers = new Map();
for (const file of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
  if (!file.endsWith('.ts') || file.endsWith('.spec.ts')) continue;
  const target = join(copy, file.replace(/\.ts$/, '.js'));
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(readFileSync(join(source, file), 'utf8'), {
    compilerOptions,
  });
  mkdirSync(dirname(target), { recursive: true });
  if (outside.some(({ files }) => files.test(file))) writeFileSync(target, outputText);
  else {
    writeFileSync(target, instrumenter.instrumentSync(outputText, target));
    readers.set(target, {
      file,
      lines: outputText.split('\n'),
      none: instrumenter.lastFileCoverage(),
    });
  }
}

const require = createRequire(import.meta.url);
const { fuzzElf, readCorpus } = require(join(copy, 'testing/fuzz/fuzz-elf.js'));
const inputs = Number(values.inputs);
await fuzzElf(SERIES, { from: 0, to: inputs }, readCorpus(join(root, 'packages/elf/fixtures')));

const files = [];
for (const [path, { file, lines, none }] of readers) {
  // A file that nothing has loaded has not counted.
  const { branchMap, b: counts } = globalThis.__coverage__[path] ?? none;
  const ways = Object.entries(counts).flatMap(([id, each]) =>
    each.map((count, way) => ({ count, way, branch: branchMap[id] })),
  );
  const missed = ways.filter(({ count }) => count === 0);
  if (ways.length > 0)
    files.push({ file, branches: ways.length, reached: ways.length - missed.length });
  for (const { branch, way } of values.missed ? missed : [])
    console.log(`${file}: ${branch.type} ${way}: ${lines[branch.loc.start.line - 1]?.trim()}`);
}
files.sort((one, other) => (one.file < other.file ? -1 : 1));
const sum = (name) => files.reduce((all, file) => all + file[name], 0);
const [branches, reached] = [sum('branches'), sum('reached')];
console.log(`${reached} of ${branches} branches, ${((100 * reached) / branches).toFixed(2)} %`);
const report = { series: SERIES, inputs, reader: digestOfReader(), branches, reached, files };
writeFileSync(join(root, 'tools/fuzz/coverage.json'), `${JSON.stringify(report, null, 2)}\n`);
