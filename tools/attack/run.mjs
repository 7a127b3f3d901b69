// npm run attack: every attack and fault that the suite knows, and whether the promise held.
//
//   npm run attack              all of them: unit, integration (an engine) and end to end (engine and image)
//   npm run attack -- unit      those of one kind, or of several
//   npm run attack -- --reports tmp/test-results
//                               their outcomes in what `npm test` has just run, which has a part of the last kind
//
// An attack is a test whose title begins with `attack:`, a fault one that begins with `fault:`; each says
// what must happen. They stand beside the code that they are about. A run of several kinds writes
// docs/attacks.md, and fails when one did not hold or when there are fewer than the suite had.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { run } from '../bootstrap/run.mjs';
import { fewest, kinds, readTitle } from './titles.mjs';
import { writeAttacks } from './write-attacks.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values, positionals: asked } = parseArgs({
  options: { reports: { type: 'string' } },
  allowPositionals: true,
});
const unknown = asked.filter((kind) => !kinds.includes(kind));
if (unknown.length > 0) {
  console.error(`There are ${kinds.join(', ')}; asked for: ${unknown.join(', ')}.`);
  process.exit(2);
}

const results = [];
if (values.reports === undefined) {
  for (const kind of asked.length > 0 ? asked : kinds) results.push(...(await tried(kind)));
} else {
  for (const report of reportsUnder(join(root, values.reports))) {
    // Those of the packages' own targets, one for each package, are of unit tests.
    const name = basename(report, '.json');
    results.push(...titled(report, kinds.includes(name) ? name : 'unit'));
  }
}
const running = kinds.filter((kind) => results.some((result) => result.kind === kind));

for (const { held, what, title, file } of results) {
  console.log(`${held ? 'held  ' : 'BROKEN'}  ${what.padEnd(6)}  ${title}  (${file})`);
}
const failed = results.filter(({ held }) => !held).length;
const counts = Object.fromEntries(
  ['attack', 'fault'].map((what) => [
    what,
    results.filter((result) => result.what === what).length,
  ]),
);
console.log(`\n${counts.attack} attacks, ${counts.fault} faults; ${failed} did not hold.`);
if (running.length > 1) {
  await writeAttacks(root, results, running);
  const missing = Object.entries(fewest).filter(([what, number]) => counts[what] < number);
  for (const [what, number] of missing) console.error(`There were ${number} of kind ${what}.`);
  if (missing.length > 0) process.exitCode = 1;
}
if (failed > 0 || results.length === 0) process.exitCode = 1;

/** Runs the attacks and faults of a Jest project. @returns each with its outcome */
async function tried(kind) {
  const folder = join(root, 'tmp', 'attack');
  const report = join(folder, `${kind}.json`);
  mkdirSync(folder, { recursive: true });
  rmSync(report, { force: true });
  const args = ['--selectProjects', kind, '--testNamePattern', '(^| )(attack|fault): '];
  const failure = await run(
    'npx',
    ['--no-install', 'jest', ...args, '--json', '--outputFile', report, '--ci', '--maxWorkers=2'],
    { cwd: root, quiet: true },
  ).catch((error) => error);
  if (!existsSync(report)) throw failure;
  return titled(report, kind);
}

/** @returns the attacks and faults in a report of Jest, each with its outcome */
function titled(report, kind) {
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  return testResults.flatMap(({ name, assertionResults, status, message }) => {
    const file = relative(root, name);
    // A file that cannot be loaded has no tests, and would be missed in silence.
    if (status === 'failed' && assertionResults.length === 0) {
      return [{ kind, file, held: false, what: 'attack', title: message.split('\n')[0] }];
    }
    return assertionResults.flatMap(({ title: own, ancestorTitles, status: outcome }) => {
      const named = readTitle(own);
      if (named === undefined || outcome === 'pending') return [];
      // The same is tried of builds, fetches, tests and shells.
      const title = [...ancestorTitles, named.title].join(': ');
      return [{ kind, file, held: outcome === 'passed', ...named, title }];
    });
  });
}

/** @returns the paths of the reports in a folder and the folders in it */
function reportsUnder(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((path) => path.endsWith('.json'))
    .sort()
    .map((path) => join(folder, path));
}
