// npm run mutations: takes a small piece out of our code at a time, and requires that a named test fails.
// Each row is a file, a text in it, what to put in its place, and the test that must notice.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { mutations } from './mutations.mjs';

/** A mutation may well make a test wait for ever. */
const LONGEST_TEST_MILLISECONDS = 180_000;

const root = fileURLToPath(new URL('../..', import.meta.url));
const only = process.argv[2];
let survived = 0;

for (const mutation of mutations) {
  if (only !== undefined && !mutation.name.includes(only)) continue;
  const path = join(root, mutation.file);
  const original = readFileSync(path, 'utf8');
  if (original.split(mutation.from).length !== 2) {
    console.log(
      `STALE     ${mutation.name}: its text is not there exactly once in ${mutation.file}`,
    );
    survived += 1;
    continue;
  }
  const restore = () => writeFileSync(path, original);
  const interrupted = () => {
    restore();
    process.exit(130);
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    writeFileSync(
      path,
      original.replace(mutation.from, () => mutation.to),
    );
    const { status, output, failed } = await runTest(mutation);
    const caught = status !== 0 && failed > 0;
    if (!caught) survived += 1;
    console.log(`${caught ? 'caught   ' : 'SURVIVED '} ${mutation.name}  (${mutation.test})`);
    if (!caught) console.log(output.trimEnd().split('\n').slice(-15).join('\n'));
  } finally {
    restore();
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
  }
}

console.log(`\n${survived === 0 ? 'Every mutation is caught.' : `${survived} not caught.`}`);
process.exitCode = survived === 0 ? 0 : 1;

/** A test that cannot even start proves nothing: at least one test must have run and failed. */
async function runTest({ test, pattern, project = 'unit' }) {
  const args = [
    // Not by npx: what it has started would outlive it.
    join(root, 'node_modules/jest/bin/jest.js'),
    '--selectProjects',
    project,
    '--ci',
    '--json',
    '--testPathPatterns',
    test,
  ];
  if (pattern !== undefined) args.push('--testNamePattern', pattern);
  const { exitCode, stdout, stderr } = await execa(process.execPath, args, {
    cwd: root,
    stdin: 'ignore',
    reject: false,
    timeout: LONGEST_TEST_MILLISECONDS,
    killSignal: 'SIGKILL',
    env: { FORCE_COLOR: '0' },
  });
  const report = stdout.slice(stdout.indexOf('{'));
  const failed = report === '' ? 0 : JSON.parse(report).numFailedTests;
  return { status: exitCode, output: stderr, failed };
}
