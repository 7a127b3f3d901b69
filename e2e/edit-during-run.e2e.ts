import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { isPart } from './harness/part';
import { manners } from './harness/lay-files';
import { startRegistry, type Registry } from './harness/registry';
import { scratchRoot } from './harness/repository';
import { ColdBuilds, isHit, StateWorkspace } from './harness/warm-and-cold';
import { Seeded } from './random/seeded';
import { nextFiles, startingRunThatWaits, type Run } from './random/states';

jest.setTimeout(6 * 60 * 60 * 1000);

/** Runs in each workspace; `node tools/evidence/warm-equals-cold.mjs` asks for more and writes a page. */
const count = Number(process.env['DURING_RUN_EDITS'] ?? (isPart ? 2 : 5));
const seed = Number(process.env['DURING_RUN_SEED'] ?? 1);
const resultPath = join(scratchRoot, `edit-during-run-${seed}.json`);
const combinations = (isPart ? ['24.0.6'] : ['23.3.2', '24.0.6']).flatMap((nx) =>
  [true, false].map((daemon) => ({ nx, daemon })),
);

interface Round {
  readonly base: Run;
  readonly edited: Run;
  readonly name: string;
}

/** What a run in which something was edited had come to, by what it had printed. */
type Moment =
  | 'before Nx said anything'
  | 'while another task ran'
  | 'while the build was prepared'
  | 'while cargo compiled'
  | 'after the end';

let registry: Registry;
let cold: ColdBuilds;
const watched: Watched[] = [];

class Watched {
  /** Of the last run that built, in milliseconds. */
  #length = 6000;
  readonly #random: Seeded;
  readonly moments: Record<string, number> = {};
  readonly outcomes: Record<string, number> = {};
  readonly wrong: string[] = [];

  constructor(
    readonly nx: string,
    readonly workspace: StateWorkspace,
    place: number,
  ) {
    this.#random = new Seeded(seed * 1000 + place);
  }

  async round({ base, edited, name }: Round): Promise<void> {
    const { workspace } = this;
    workspace.lay(base);
    const moment = await this.#runWithEdit(base, edited);
    // From the cache if the run has stored something, and whatever it has left in the volumes.
    workspace.removeDist();
    await this.#mustGive(base, `${name} ${moment}: then the state before the edit`);
    workspace.lay(edited);
    await this.#mustGive(edited, `${name} ${moment}: then the edit`);
    workspace.lay(base);
    await this.#mustGive(base, `${name} ${moment}: then the state before the edit again`, true);
  }

  /** A run of the state, with the edit at a random moment and its reverse at a later one. */
  async #runWithEdit(base: Run, edited: Run): Promise<Moment> {
    const random = this.#random;
    const seconds = (5 + random.below(20)) / 10;
    const editAt = random.below(this.#length);
    const revertAt = editAt + 50 + random.below(this.#length);
    const manner = random.of(manners.filter((one) => this.workspace.daemon || one !== 'time kept'));
    const onSight = random.below(3) === 0;
    let output = '';
    let sighted: () => void = () => undefined;
    const sight = new Promise<void>((resolve) => (sighted = resolve));
    const started = Date.now();
    let ended: number | undefined;
    const running = this.workspace
      .nx(base, [], {
        env: { STATIX_E2E_SECONDS: String(seconds) },
        watch: (text) => {
          output = text;
          if (text.includes('Compiling ')) sighted();
        },
      })
      .then((finished) => {
        ended = Date.now();
        sighted();
        return finished;
      });
    // What cargo compiles is met by chance seldom: in a third of the runs it is waited for.
    await (onSight ? sight : after(editAt));
    const moment = ended === undefined ? momentOf(output) : 'after the end';
    const at = Date.now();
    this.workspace.lay(edited, manner);
    const wait = onSight ? random.below(1000) : revertAt - editAt;
    // Without its daemon Nx takes two edits within one second for one (docs/affected.md).
    const nextSecond = (Math.floor(at / 1000) + 1) * 1000 + 20 - at;
    await after(this.workspace.daemon ? wait : Math.max(wait, nextSecond));
    this.workspace.lay(base, manner);
    const { status, output: all } = await running;
    if (status === 0) this.#length = (ended ?? Date.now()) - started;
    const outcome = isHit(base, all) ? 'from the cache' : status === 0 ? 'built' : codeOf(all);
    this.outcomes[outcome] = (this.outcomes[outcome] ?? 0) + 1;
    this.moments[moment] = (this.moments[moment] ?? 0) + 1;
    return moment;
  }

  async #mustGive(run: Run, name: string, fromCache = false): Promise<void> {
    const { status, output } = await this.workspace.nx(run);
    const programs = this.workspace.programs(run);
    if (status !== 0) this.wrong.push(`${name}: failed\n${output}`);
    else if (!isDeepStrictEqual(programs, await cold.programs(run)))
      this.wrong.push(`${name}: another binary${isHit(run, output) ? ', from the cache' : ''}`);
    else if (fromCache && !isHit(run, output)) this.wrong.push(`${name}: built\n${output}`);
  }
}

function momentOf(output: string): Moment {
  if (output.includes('Compiling ')) return 'while cargo compiled';
  if (/^app: |nx run app:build-static\b/m.test(output)) return 'while the build was prepared';
  return output.trim() === '' ? 'before Nx said anything' : 'while another task ran';
}

function codeOf(output: string): string {
  return /STATIX_\w+/.exec(output)?.[0] ?? `failed: ${output.slice(-2000)}`;
}

beforeAll(async () => {
  registry = await startRegistry(join(scratchRoot, 'registry'));
  for (const [place, { nx, daemon }] of combinations.entries()) {
    const name = `during-${nx}-${daemon ? 'daemon' : 'alone'}`;
    const workspace = await StateWorkspace.create(registry, { name, nx, daemon });
    watched.push(new Watched(nx, workspace, place));
  }
  const newest = { name: 'during-cold', nx: '24.0.6', daemon: true };
  cold = new ColdBuilds(await StateWorkspace.create(registry, newest));
  await cold.workspace.workspace.nxSucceeds(['run', 'statix-image:image']);
});
afterAll(async () => {
  for (const { workspace } of watched) await workspace.end();
  await cold?.workspace.end();
  await registry?.stop();
});

test(`fault: an edit during a run, taken back: ${count} in each workspace, seed ${seed}; none ends in the cache`, async () => {
  const random = new Seeded(seed);
  let base = startingRunThatWaits();
  for (let step = 1; step <= count; step += 1) {
    base = nextFiles(base, random).run;
    const { kind, run: edited } = nextFiles(base, random);
    const name = `${step}: ${kind}`;
    const started = Date.now();
    const colds = [cold.programs(base), cold.programs(edited)];
    await Promise.all(watched.map((one) => one.round({ base, edited, name })));
    await Promise.all(colds);
    console.log(`${name}: ${Date.now() - started} ms`);
    write(step);
  }
  expect(watched.flatMap(({ wrong }) => wrong)).toEqual([]);
});

function write(runs: number): void {
  mkdirSync(dirname(resultPath), { recursive: true });
  const combinations = watched.map(({ nx, workspace, moments, outcomes, wrong }) => ({
    nx,
    daemon: workspace.daemon,
    runs,
    moments,
    outcomes,
    wrong,
  }));
  writeFileSync(resultPath, JSON.stringify({ seed, combinations }));
}
