import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { manners } from './harness/lay-files';
import { isPart } from './harness/part';
import { sharedRegistry } from './harness/registry';
import { scratchRoot } from './harness/repository';
import { ColdBuilds, StateWorkspace } from './harness/warm-and-cold';
import { EditedDuringRun } from './random/edited-during-run';
import { EditedWorkspace } from './random/edited-workspace';
import { Seeded } from './random/seeded';
import { nextFiles, nextRun, startingRun, startingRunThatWaits, type Run } from './random/states';

jest.setTimeout(6 * 60 * 60 * 1000);

/**
 * `node tools/evidence/warm-equals-cold.mjs` asks for more and writes down what comes out. The options
 * and kinds of input one by one are packages/cargo-musl/src/warm-equals-cold.integration.spec.ts.
 */
const editCount = Number(process.env['WARM_COLD_EDITS'] ?? 10);
const runCount = Number(process.env['WARM_COLD_RUNS'] ?? (isPart ? 2 : 5));
const seed = Number(process.env['WARM_COLD_SEED'] ?? 1);
const resultPath = join(scratchRoot, `warm-equals-cold-${seed}.json`);
const newest = '24.0.6';
const nxVersions = isPart ? [newest] : ['23.3.2', newest];

const registry = sharedRegistry();
let cold: ColdBuilds;
let edited: EditedWorkspace[] = [];
let editedDuringRun: EditedDuringRun[] = [];
const kinds: Record<string, number> = {};

beforeAll(async () => {
  process.stderr.write(`seed ${seed}: ${editCount} edits, ${runCount} during a run\n`);
  const warm: StateWorkspace[] = [];
  for (const nx of nxVersions) {
    const wanted = [
      { name: `warm-${nx}-daemon`, daemon: true },
      { name: `warm-${nx}-alone`, daemon: false },
      ...(nx === newest ? [{ name: 'cold', daemon: true }] : []),
    ];
    const [withDaemon, alone, another] = await StateWorkspace.create(registry, nx, wanted);
    warm.push(...[withDaemon, alone].filter((one) => one !== undefined));
    if (another !== undefined) cold = new ColdBuilds(another);
  }
  edited = warm.map((workspace) => new EditedWorkspace(workspace));
  editedDuringRun = warm.map(
    (workspace, place) => new EditedDuringRun(workspace, new Seeded(seed * 1000 + place), cold),
  );
});
afterAll(async () => {
  for (const { workspace } of edited) await workspace.end();
  await cold?.workspace.end();
});

test('random edits: nx run in a used workspace gives the bytes of a cold build', async () => {
  const random = new Seeded(seed);
  const earlier: Run[] = [];
  let run = startingRun();
  for (let step = 1; step <= editCount; step += 1) {
    const back = earlier.length > 3 && random.below(6) === 0;
    const next = back
      ? { kind: 'back to an earlier state', run: random.of(earlier) }
      : nextRun(run, random);
    run = next.run;
    earlier.push(run);
    kinds[next.kind] = (kinds[next.kind] ?? 0) + 1;
    const how = {
      manner: random.of(manners),
      interrupted: random.below(12) === 0,
      withoutDist: random.below(8) === 0,
    };
    const name = `${step}: ${next.kind}, ${how.manner}${how.interrupted ? ', interrupted' : ''}`;
    const fromNothing = cold.programs(run);
    await timed(`${name} (${run.project})`, [
      ...edited.map((one) => one.edit(name, next.run, how, fromNothing)),
      fromNothing,
    ]);
  }
  expect(edited.flatMap(({ differences }) => differences)).toEqual([]);
});

test('fault: files are edited during a run, and back: nothing of the edit ends in the cache', async () => {
  const random = new Seeded(seed);
  let base = startingRunThatWaits();
  for (let step = 1; step <= runCount; step += 1) {
    base = nextFiles(base, random).run;
    const { kind, run: other } = nextFiles(base, random);
    await timed(`${step}: ${kind}, during a run`, [
      ...editedDuringRun.map((one) => one.round(`${step}: ${kind}`, base, other)),
      cold.programs(base),
      cold.programs(other),
    ]);
  }
  expect(editedDuringRun.flatMap(({ wrong }) => wrong)).toEqual([]);
});

/** Says how long it took, and writes what came out so far. */
async function timed(what: string, work: readonly Promise<unknown>[]): Promise<void> {
  const started = Date.now();
  await Promise.all(work);
  process.stderr.write(`${what}: ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
  mkdirSync(dirname(resultPath), { recursive: true });
  const combinations = edited.map(({ workspace, edits, hits, reverts, differences }, place) => {
    const { version: nx, daemon } = workspace;
    const { runs, moments, outcomes, wrong } = editedDuringRun[place] ?? {};
    const duringRun = { runs, moments, outcomes, wrong };
    return { nx, daemon, edits, hits, reverts, differences, duringRun };
  });
  writeFileSync(resultPath, JSON.stringify({ seed, kinds, cold: cold.count, combinations }));
}
