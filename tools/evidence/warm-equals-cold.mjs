// Makes random edits in used workspaces, and edits while Nx runs, compares each build with a cold one, and
// writes what came out to docs/evidence/warm-equals-cold.md.
// npm run evidence:warm -- [edits in each workspace, 50] [edits during a run, 13] [seeds, 1,2]
// The numbers are shared out over the seeds, each of which is a run of its own with new workspaces. A seed
// that was run before at the same commit is not run again.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../bootstrap/run.mjs';
import { commitOf } from './commit.mjs';
import { writePage } from './write-page.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [edits = '50', runs = '13', seedList = '1,2'] = process.argv.slice(2);
const seeds = seedList.split(',').map(Number);
const commit = commitOf(root, ['packages', 'images', 'e2e']);

const results = [];
let failure;
for (const [place, seed] of seeds.entries()) {
  const wanted = { edits: share(Number(edits), place), runs: share(Number(runs), place) };
  const path = join(root, `tmp/e2e/warm-equals-cold-${seed}.json`);
  if (!isOfCommit(path, wanted)) failure = (await prove(seed, path, wanted)) ?? failure;
  results.push(readJson(path));
}
await writePage(join(root, 'docs/evidence/warm-equals-cold.md'), render());
// What differs stands on the page, and the command fails all the same.
if (failure !== undefined) throw failure;

/** @param {number} all @param {number} place of the seed */
function share(all, place) {
  return Math.floor(all / seeds.length) + (place < all % seeds.length ? 1 : 0);
}

function isOfCommit(path, wanted) {
  if (!existsSync(path) || commit.includes(',')) return false;
  const known = readJson(path);
  return known.commit === commit && JSON.stringify(known.wanted) === JSON.stringify(wanted);
}

/** @returns the error of a run in which something differed */
async function prove(seed, path, wanted) {
  rmSync(path, { force: true });
  const error = await run(
    'npx',
    ['--no-install', 'jest', '--selectProjects', 'e2e', '--runInBand', '--ci'].concat([
      '--testPathPatterns',
      'e2e/warm-equals-cold',
    ]),
    {
      cwd: root,
      env: {
        ...process.env,
        WARM_COLD_SEED: String(seed),
        WARM_COLD_EDITS: String(wanted.edits),
        WARM_COLD_RUNS: String(wanted.runs),
      },
    },
  ).then(
    () => undefined,
    (/** @type {Error} */ thrown) => thrown,
  );
  if (!existsSync(path)) throw error;
  const result = readJson(path);
  if (error === undefined) writeFileSync(path, JSON.stringify({ ...result, commit, wanted }));
  return error;
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function render() {
  const combinations = results[0].combinations.map(({ nx, daemon }, place) => ({
    name: `Nx ${nx}, ${daemon ? 'with its daemon' : 'without its daemon'}`,
    parts: results.map((result) => result.combinations[place]),
  }));
  const all = combinations.flatMap(({ parts }) => parts);
  const total = (/** @type {(part: any) => number} */ value, parts = all) =>
    parts.reduce((sum, part) => sum + value(part), 0);
  const differences = all.flatMap(({ differences: found }) => found);
  const wrong = all.flatMap(({ duringRun }) => duringRun.wrong);
  return `# A used workspace gives the bytes of a cold build

Written by \`npm run evidence:warm -- ${edits} ${runs} ${seedList}\`, at commit ${commit}. How it is done: [affected.md](../affected.md).

**${differences.length} differences in ${total((part) => part.edits)} edits; ${wrong.length} wrong programs after ${total((part) => part.duringRun.runs)} edits during a run.**

## Random edits

After each edit \`nx run <program>:build-static\` runs in a workspace that is used for all edits, installed from the packed packages. What is then in its folder of dist has to be, byte for byte, what the same command gives in another folder from nothing: no compiled code, no cache of Nx. Files are written, renamed into place or, with the daemon, given the time of the file that they replace; some runs are ended by Ctrl-C and followed by another, some begin without \`dist\`. One edit in six goes back to an earlier state, which has to come from the cache.

Seeds ${seedList}: each workspace gets the same edits. ${results.reduce((sum, { cold }) => sum + cold, 0)} states were built cold.

| | edits | from the cache | of these after a revert | differences |
| --- | ---: | ---: | ---: | ---: |
${combinations.map(({ name, parts }) => `| ${name} | ${total((part) => part.edits, parts)} | ${total((part) => part.hits, parts)} | ${total((part) => part.reverts, parts)} | ${total((part) => part.differences.length, parts)} |`).join('\n')}
${list(differences)}
| kind of edit | times |
| --- | ---: |
${Object.entries(sums(results.map(({ kinds }) => kinds)))
  .sort(([left], [right]) => (left < right ? -1 : 1))
  .map(([kind, times]) => `| ${kind} | ${times} |`)
  .join('\n')}

## Edits during a run

An input of \`app\` is edited while \`nx run app:build-static\` runs, which first runs a task of another project, and is edited back before or after its end. Then the states before and after the edit are built, and the state before it once more: each has to be what a cold build gives, and the last one has to come from the cache. Without the daemon the two edits are in different seconds ([why](../affected.md#an-edit-within-the-same-second)).

| | edits | wrong programs afterwards | how the run ended |
| --- | ---: | ---: | --- |
${combinations.map(({ name, parts }) => `| ${name} | ${total((part) => part.duringRun.runs, parts)} | ${total((part) => part.duringRun.wrong.length, parts)} | ${counts(parts.map(({ duringRun }) => duringRun.outcomes))} |`).join('\n')}
${list(wrong)}
| when the edit was made | times |
| --- | ---: |
${Object.entries(sums(all.map(({ duringRun }) => duringRun.moments)))
  .map(([moment, times]) => `| ${moment} | ${times} |`)
  .join('\n')}
`;
}

/** @param {Record<string, number>[]} records */
function sums(records) {
  const sum = {};
  for (const record of records)
    for (const [key, number] of Object.entries(record)) sum[key] = (sum[key] ?? 0) + number;
  return sum;
}

function counts(records) {
  return Object.entries(sums(records))
    .map(([what, times]) => `${what}: ${times}`)
    .join('; ');
}

/** @param {string[]} lines */
function list(lines) {
  return lines.length === 0
    ? ''
    : `\n${lines.map((line) => `- ${line.split('\n')[0]}`).join('\n')}\n`;
}
