// npm test: everything that has to hold, from a fresh clone. Steps run in order; the first that fails ends it.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bootstrap, refreshLock } from './bootstrap/index.mjs';
import { run } from './bootstrap/run.mjs';
import { provideTestPrograms } from './bootstrap/test-programs.mjs';
import { validationPrograms } from './matrix/programs.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const results = join(root, 'tmp', 'test-results');
const counted = { passed: 0, failed: 0 };

const steps = [
  ['dependencies, engine, base image', () => bootstrap(root)],
  ['programs of the tests', () => provideTestPrograms()],
  ['guards of schemas', () => node('tools/generate/guards.mjs', '--check')],
  ['schema.json files', () => node('tools/generate/schemas.mjs', '--check')],
  ['option tables', () => node('tools/generate/option-tables.mjs', '--check')],
  ['format', () => npx('prettier', '--check', '.')],
  // The rule for the borders between packages reads Nx's cached project graph, and is silent without.
  ['project graph', () => npx('nx', 'show', 'projects')],
  ['lint, types and unit tests of the packages', () => packageTargets()],
  [
    'lint of tools and end-to-end tests',
    () => npx('eslint', 'tools', 'e2e', '--max-warnings', '0'),
  ],
  ['types of the end-to-end tests', () => npx('tsc', '--project', 'e2e')],
  ['unit tests of the tools', () => jest('unit', '--testPathPatterns', 'tools/')],
  ['image lock', () => refreshLock(root)],
  ['image', () => npx('nx', 'run', 'statix-image:image', '--outputStyle=stream')],
  ['image check', () => npx('nx', 'run', 'statix-image:image-check', '--outputStyle=stream')],
  ['starter of runs', () => node('tools/generate/starter.mjs', '--check')],
  ['integration tests', () => jest('integration', '--maxWorkers=2')],
  ['the quick programs', () => buildPrograms()],
  ['excerpt in the README', () => node('tools/generate/readme-excerpt.mjs', '--check')],
  // Two at a time as well: half of the time of each Nx, npm or cargo computes alone.
  ['end-to-end tests', () => jest('e2e', '--maxWorkers=2')],
  // The long suites, a part of each; whole in npm run test:matrix.
  ['a part of the suites of the workspace', () => jest('workspace', '--maxWorkers=2')],
  // Last, so that all else is known when only this is missing: it takes npm run test:matrix to mend.
  ['evidence of the other programs', () => node('tools/matrix/check-evidence.mjs')],
];

process.env['STATIX_TEST_PART'] = 'true';
mkdirSync(results, { recursive: true });
const only = process.argv.slice(2);
for (const [name, perform] of steps) {
  if (only.length > 0 && !only.some((wanted) => name.startsWith(wanted))) continue;
  const started = Date.now();
  console.log(`\n=== ${name}`);
  try {
    await perform();
  } catch (error) {
    console.error(`\nFAILED: ${name}\n${error.message}`);
    counted.failed += counted.failed === 0 ? 1 : 0;
    process.exitCode = 1;
    break;
  }
  console.log(`=== ${name}: ${Math.round((Date.now() - started) / 1000)} s`);
}
console.log(`\n${counted.passed} passed, ${counted.failed} failed`);

function npx(program, ...args) {
  return run('npx', ['--no-install', program, ...args], { cwd: root });
}

function buildPrograms() {
  const names = validationPrograms(root)
    .filter(({ quick }) => quick)
    .map(({ name }) => name);
  return npx('nx', 'run-many', '-t', 'static', '-p', names.join(), '--outputStyle=stream');
}

function node(...args) {
  return run(process.execPath, args, { cwd: root });
}

/** By Nx, as everybody works on them: what has not changed since the last time comes from its cache. */
async function packageTargets() {
  const folder = join(results, 'packages');
  rmSync(folder, { recursive: true, force: true });
  try {
    const targets = ['lint', 'typecheck', 'test', 'build', 'bundle'];
    await npx('nx', 'run-many', '-t', ...targets, '-p', 'packages/*', '--parallel=2');
  } finally {
    const reports = existsSync(folder) ? readdirSync(folder) : [];
    for (const report of reports) count(join(folder, report));
  }
}

function count(report) {
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
  counted.passed += numPassedTests;
  counted.failed += numFailedTests;
}

async function jest(project, ...args) {
  const file = join(results, `${project}.json`);
  try {
    await npx('jest', '--selectProjects', project, '--json', '--outputFile', file, '--ci', ...args);
  } finally {
    count(file);
  }
}
