// Runs the table of edits and many random ones, and writes what came out to docs/evidence/affected.md.
// node tools/evidence/affected.mjs [number of random edits, 500] [seed, 1] [minutes for the random ones, 300]
// A second run of the same commit goes on where the first one ended, and makes the table once.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execaSync } from 'execa';
import { run } from '../bootstrap/run.mjs';
import { writePage } from './write-page.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [count = '500', seed = '1', minutes = '300'] = process.argv.slice(2);
const scratch = join(root, 'tmp/e2e');
const randomPath = join(scratch, 'random-edits.json');
const target = join(root, 'docs/evidence/affected.md');
const commit = git('rev-parse', 'HEAD');

const table = await evidence('affected', join(scratch, 'affected-table.json'), [
  'e2e/harness',
  'e2e/affected.e2e.ts',
]);
const random = await evidence('random-edits', randomPath, [
  'e2e/harness',
  'e2e/random',
  'e2e/random-edits.e2e.ts',
]);
await writePage(target, render(table, random));
console.log(`docs/evidence/affected.md: ${random.count} of ${count} random edits`);

/** What a test file writes, by running it unless the same sources have written all of it before. */
async function evidence(name, path, tests) {
  const state = stateOf(['packages', 'images', ...tests]);
  const statePath = `${path}.state`;
  const known = existsSync(statePath) && readFileSync(statePath, 'utf8') === state;
  if (!known) for (const stale of [path, statePath]) rmSync(stale, { force: true });
  const isComplete = () =>
    existsSync(path) && (path !== randomPath || readJson(path).count >= Number(count));
  if (!isComplete()) {
    mkdirSync(scratch, { recursive: true });
    if (name === 'random-edits') writeFileSync(statePath, state);
    const jest = ['--no-install', 'jest', '--selectProjects', 'workspace', '--runInBand'];
    await run('npx', [...jest, '--testPathPatterns', `e2e/${name}`], {
      cwd: root,
      env: {
        ...process.env,
        RANDOM_EDITS: count,
        RANDOM_EDITS_SEED: seed,
        RANDOM_EDITS_MINUTES: minutes,
        RANDOM_EDITS_RESUME: 'true',
      },
    });
    writeFileSync(statePath, state);
  }
  return readJson(path);
}

/** Of committed files; what is not committed gives a state that is never met again. */
function stateOf(paths) {
  const changed = git('status', '--porcelain', '--', ...paths);
  const trees = git('rev-parse', ...paths.map((path) => `HEAD:${path}`));
  return changed === '' ? `${seed}\n${trees}\n` : `${Date.now()}\n${changed}`;
}

function git(...args) {
  return execaSync('git', args, { cwd: root }).stdout.trim();
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function render({ image, rows }, random) {
  return `# What was rebuilt, and what cargo would have

Written by \`node tools/evidence/affected.mjs ${count} ${random.seed}\`, at commit ${commit}, with the cargo of the image ${image}. What it means: [affected.md](../affected.md).

## A table of edits

The same on Nx ${Object.keys(random.versions).join(' and ')} where nothing else is said. First, second and third are programs of one Cargo workspace, fourth of another.

| edit | built by Nx | listed by nx affected | made anew by cargo | why more than by cargo |
| --- | --- | --- | --- | --- |
${rows.map(tableRow).join('\n')}

## ${random.count} random edits, seed ${random.seed}

After each edit the hashes of all programs are taken on every Nx version, and cargo builds all of them in the whole workspace. A false hit is a program that cargo made anew and whose hash stayed, or a hash under which the cache holds another binary than cargo makes.

| | ${Object.keys(random.versions).join(' | ')} |
| --- | ${Object.keys(random.versions)
    .map(() => '---:')
    .join(' | ')} |
| programs looked at | ${each(random, ({ hits, misses }) => hits + misses)} |
| of these from the cache | ${each(random, ({ hits }) => hits)} |
| of these built | ${each(random, ({ misses }) => misses)} |
| **false hits** | ${each(random, ({ falseHits }) => `**${falseHits.length}**`)} |
| false rebuilds | ${each(random, (tally) => falseRebuilds(tally, random, false))} |
| false rebuilds that are Nx’s own | ${each(random, (tally) => falseRebuilds(tally, random, true))} |

${random.stagedBuilds} of the states were also built from nothing but what the container sees, and gave the same binaries as the whole workspace. ${random.notBuildable} times a program read a file that it had not declared: built from what the container sees, it failed every time.

False rebuilds by the kind of edit:

| edit | ${Object.keys(random.versions).join(' | ')} | why |
| --- | ${Object.keys(random.versions)
    .map(() => '---:')
    .join(' | ')} | --- |
${kinds(random)
  .map((kind) => kindRow(kind, random))
  .join('\n')}
`;
}

function tableRow({ edit, rebuilt, affected, affectedOnNx23, cargo, reason }) {
  const names = (list) => (list.length === 0 ? 'none' : list.join(', '));
  const nx23 = affectedOnNx23 === undefined ? '' : `; Nx 23: ${names(affectedOnNx23)}`;
  return `| ${edit} | ${names(rebuilt)} | ${names(affected)}${nx23} | ${names(cargo)} | ${reason ?? ''} |`;
}

function each({ versions }, value) {
  return Object.values(versions).map(value).join(' | ');
}

function falseRebuilds({ falseRebuilds: byKind }, { ofNx }, nxOwn) {
  return Object.entries(byKind)
    .filter(([kind]) => ofNx.includes(kind) === nxOwn)
    .reduce((sum, [, number]) => sum + number, 0);
}

function kinds({ versions }) {
  const all = Object.values(versions).flatMap(({ falseRebuilds: byKind }) => Object.keys(byKind));
  return [...new Set(all)].sort();
}

function kindRow(kind, { versions, reasons }) {
  const counts = Object.values(versions).map(({ falseRebuilds: byKind }) => byKind[kind] ?? 0);
  return `| ${kind} | ${counts.join(' | ')} | ${reasons[kind] ?? ''} |`;
}
