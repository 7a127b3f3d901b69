// Puts each mistake of planted.mjs into a copy of the reader, and lets the fuzzer with a fixed series find it.
//
//   node tools/fuzz/find-planted.mjs [--inputs 60000] [part of a name]
//
// Prints after how many inputs each was found, writes tools/fuzz/planted.json, and fails when one was not.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import ts from 'typescript';
import { planted } from './planted.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const source = join(root, 'packages/elf/src');
const copy = join(root, 'tmp/fuzz/planted');
const { values, positionals } = parseArgs({
  options: { inputs: { type: 'string', default: '60000' } },
  allowPositionals: true,
});
const inputs = Number(values.inputs);
const SERIES = 20_261_130;

const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'),
);
rmSync(copy, { recursive: true, force: true });
for (const file of files) transpile(file, readFileSync(join(source, file), 'utf8'));
writeFileSync(join(copy, 'package.json'), '{"type":"commonjs"}');

const sound = await firstFinding();
if (sound !== undefined) throw new Error(`the reader itself: ${sound.message}`);
const results = [];
for (const { name, file, from, to } of planted) {
  if (positionals.length > 0 && !positionals.some((part) => name.includes(part))) continue;
  const text = readFileSync(join(source, file), 'utf8');
  if (text.split(from).length !== 2) throw new Error(`${name}: not exactly once in ${file}`);
  transpile(
    file,
    text.replace(from, () => to),
  );
  const found = await firstFinding();
  transpile(file, text);
  results.push({ name, file, foundAt: found?.index ?? null });
  console.log(found === undefined ? `MISSED    ${name}` : `found     ${name}  ${found.message}`);
}
const missed = results.filter(({ foundAt }) => foundAt === null);
console.log(`\n${results.length - missed.length} of ${results.length} found`);
if (positionals.length === 0) {
  const report = { series: SERIES, inputs, planted: results };
  writeFileSync(join(root, 'tools/fuzz/planted.json'), `${JSON.stringify(report, null, 2)}\n`);
}
process.exitCode = missed.length === 0 ? 0 : 1;

function transpile(file, text) {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const path = join(copy, file.replace(/\.ts$/, '.js'));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, ts.transpileModule(text, { compilerOptions }).outputText);
}

/** In a process of its own: a mistake may well never end, or take all memory. */
async function firstFinding() {
  const { exitCode, stdout, timedOut } = await execa(
    process.execPath,
    [
      '--max-old-space-size=256',
      join(root, 'tools/fuzz/one-run.mjs'),
      ...[join(copy, 'testing/fuzz/fuzz-elf.js'), String(SERIES), String(inputs)],
    ],
    { reject: false, timeout: 300_000, killSignal: 'SIGKILL', stdin: 'ignore' },
  );
  if (timedOut) return { index: -1, message: 'it did not end' };
  if (exitCode === 0) return undefined;
  const finding = /^FINDING (\d+) (.*)$/m.exec(stdout);
  return finding === null
    ? { index: -1, message: `the process ended with ${exitCode}` }
    : { index: Number(finding[1]), message: finding[2].slice(0, 160) };
}
