import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CargoOracle, type CargoBuild } from './harness/cargo-oracle';
import { sharedRegistry } from './harness/registry';
import { scratchRoot } from './harness/repository';
import { TaskHasher } from './harness/task-hashes';
import { Workspace } from './harness/workspace';
import { isOfTestsAlone } from './random/build-closure';
import { edits, type Edit } from './random/edits';
import { filesOf, startingModel, type Model } from './random/model';
import { freshProgress, readProgress, writeProgress, type Tally } from './random/progress';
import { Seeded } from './random/seeded';
import { isPart } from './harness/part';

jest.setTimeout(6 * 60 * 60 * 1000);

/** `node tools/evidence/affected.mjs` asks for 500 and writes down what comes out. */
const count = Number(process.env['RANDOM_EDITS'] ?? (isPart ? 10 : 20));
const seed = Number(process.env['RANDOM_EDITS_SEED'] ?? 1);
/** Where a run ends before all edits are made, and whether it goes on where the last one ended. */
const minutes = Number(process.env['RANDOM_EDITS_MINUTES'] ?? 300);
const resume = process.env['RANDOM_EDITS_RESUME'] === 'true';
const resultPath = join(scratchRoot, 'random-edits.json');
const nxVersions = ['23.2.1', '24.0.6'];
const ignored = 'node_modules\n.nx\ndist\ntarget\n';

const registry = sharedRegistry();
let oracle: CargoOracle;
const workspaces: Workspace[] = [];
const hashers: TaskHasher[] = [];

beforeAll(async () => {
  for (const nxVersion of nxVersions) {
    const root = join(scratchRoot, `random-${nxVersion}`);
    const workspace = await Workspace.create(root, registry, nxVersion);
    await workspace.nxSucceeds(['add', '@statix/nx']);
    workspaces.push(workspace);
    for (const [path, content] of filesOf(startingModel())) workspace.write({ [path]: content });
    await workspace.commit('Rust');
    // One process for all edits: with workers there would be one more for each graph.
    hashers.push(new TaskHasher(workspace, { NX_ISOLATE_PLUGINS: 'false' }));
  }
  const [workspace] = workspaces;
  if (workspace === undefined) throw new Error('no workspace');
  workspace.edit('images/statix/statix-image.json', (text) =>
    text.replace('debian:trixie-slim', 'statix-base:trixie'),
  );
  await workspace.nxSucceeds(['run', 'statix-image:identify']);
  await workspace.nxSucceeds(['run', 'statix-image:image']);
  await workspace.reset();
  const identity = join(workspace.root, 'dist/image/statix-image/image.json');
  const { reference } = JSON.parse(readFileSync(identity, 'utf8')) as { reference: string };
  oracle = await CargoOracle.start(join(scratchRoot, 'random-cargo'), reference);
  await fetchEveryCrate();
});

afterAll(async () => {
  for (const hasher of hashers) await hasher.stop();
  await oracle?.stop();
});

test(`${count} random edits, seed ${seed}: what cargo rebuilds, Nx never takes from the cache`, async () => {
  const random = new Seeded(seed);
  const model = startingModel();
  let before = await observe(model);
  const fresh = freshProgress({
    seed,
    start: Object.fromEntries(zip(nxVersions, before.hashes)),
    ofNx: edits.filter(({ ofNx }) => ofNx).map(({ kind }) => kind),
  });
  const progress = (resume ? readProgress(fresh, resultPath) : undefined) ?? fresh;
  for (const { kind, reason } of [backToEarlier, ofTestsAlone]) progress.reasons[kind] = reason;
  const tallies = Object.values(progress.versions);
  if (progress.count === 0) remember(tallies, before, model);
  else {
    for (let step = 1; step <= progress.count; step += 1) nextEdit(model, random);
    before = await observe(model);
  }

  const end = Date.now() + minutes * 60_000;
  for (let step = progress.count + 1; step <= count && Date.now() < end; step += 1) {
    const { edit, where } = nextEdit(model, random);
    if (edit.reason !== undefined) progress.reasons[edit.kind] = edit.reason;
    const after = await observe(model);
    const name = `${step}: ${edit.kind} (${where})`;
    for (const [tally, hashesBefore, hashesAfter] of zip(tallies, before.hashes, after.hashes)) {
      judge(tally, { model, edit, where, name, before, after, hashesBefore, hashesAfter });
    }
    remember(tallies, after, model);

    // What the container sees is enough for the same binary, and nothing else is in reach.
    const unbuildable = [...model.packages.values()].find(({ undeclared }) => undeclared);
    if (unbuildable !== undefined && step % 5 === 0) {
      await expect(stage(model, unbuildable.name)).rejects.toThrow(/couldn't read|No such file/);
      progress.notBuildable += 1;
    }
    if (step % 10 === 0) {
      const buildable = [...after.cargo.keys()].filter((program) => !isUnseen(model, program));
      const program = buildable[(step / 10) % buildable.length] ?? '';
      progress.stagedBuilds += 1;
      if ((await stage(model, program)).sha256 !== after.cargo.get(program)?.sha256) {
        progress.stagedDifferences.push(`${name}: ${program}`);
      }
    }
    // The long-lived hasher says what a fresh Nx says.
    if (step % 50 === 0) await compareWithFreshNx(after.hashes);
    progress.count = step;
    if (step % 10 === 0) writeProgress(progress, resultPath);
    before = after;
  }
  writeProgress(progress, resultPath);

  expect(tallies.map(({ falseHits }) => falseHits)).toEqual(nxVersions.map(() => []));
  expect(progress.stagedDifferences).toEqual([]);
  expect(tallies.map(({ unexplained }) => unexplained)).toEqual(nxVersions.map(() => []));
});

interface Step {
  readonly model: Model;
  readonly edit: Edit;
  readonly where: string;
  readonly name: string;
  readonly before: Observation;
  readonly after: Observation;
  /** Of one Nx version. */
  readonly hashesBefore: Readonly<Record<string, string>>;
  readonly hashesAfter: Readonly<Record<string, string>>;
}

/** Cargo keeps what it made for other features and versions, and takes it up again. */
const backToEarlier = {
  kind: 'back to an earlier state',
  reason:
    'cargo still has the binary of a state that differed in nothing but what it does not look at: documents, unused files, crates of tests',
};

const ofTestsAlone = {
  kind: 'what only tests use',
  reason:
    'which crates are of tests the lock does not say, and cargo reads the manifests of tests’ dependencies',
};

/** Why Nx builds what cargo has: by the state, by what the edit can reach, or by its kind. */
function explained(
  { edit, where, model, before }: Step,
  program: string,
  { sha256 }: CargoBuild,
): Pick<Edit, 'kind' | 'reason'> {
  if (sha256 !== before.cargo.get(program)?.sha256) return backToEarlier;
  if (edit.reason !== undefined) return edit;
  return isOfTestsAlone(edit, where, model, program) ? ofTestsAlone : edit;
}

/** Compares what one Nx version would do after an edit with what cargo did. */
function judge(tally: Tally, step: Step): void {
  const { model, name, before, after, hashesBefore, hashesAfter } = step;
  for (const [program, made] of after.cargo) {
    if (!before.cargo.has(program)) continue;
    const hash = hashesAfter[program];
    if (hash === undefined) throw new Error(`${name}: no hash of ${program}`);
    const changed = hash !== hashesBefore[program];
    const cached = tally.cache[`${program} ${hash}`];
    if (cached === undefined) tally.misses += 1;
    else tally.hits += 1;
    // A build that would read what it was not given fails, so there is nothing in the cache.
    if (isUnseen(model, program)) continue;
    if (made.rebuilt && !changed) tally.falseHits.push(`${name}: ${program} was rebuilt`);
    if (cached !== undefined && cached !== made.sha256) {
      tally.falseHits.push(`${name}: ${program} in the cache is another binary`);
    }
    if (!made.rebuilt && cached === undefined) {
      const { kind, reason } = explained(step, program, made);
      tally.falseRebuilds[kind] = (tally.falseRebuilds[kind] ?? 0) + 1;
      if (reason === undefined) tally.unexplained.push(`${name}: ${program}`);
    }
  }
}

function isUnseen(model: Model, program: string): boolean {
  return model.packages.get(program)?.undeclared === true;
}

interface Observation {
  /** Of each Nx version. */
  readonly hashes: readonly Record<string, string>[];
  readonly cargo: ReadonlyMap<string, CargoBuild>;
}

async function observe(model: Model): Promise<Observation> {
  const files = filesOf(model);
  for (const workspace of workspaces) {
    workspace.synchronise(new Map([...files, ['.gitignore', gitignore(model)]]), [
      'crates',
      '.cargo',
      'rust-toolchain.toml',
    ]);
  }
  oracle.synchronise(files);
  const programs = [...model.packages.values()].filter(({ program }) => program);
  const names = programs.map(({ name }) => name);
  // Cargo itself sees to it that only one of its processes is in the target folder.
  const [hashes, builds] = await Promise.all([
    Promise.all(hashers.map((hasher) => hasher.hashes(names))),
    Promise.all(
      names.map((name) => oracle.build(`crates/${name}/Cargo.toml`, name, declared(model, name))),
    ),
  ]);
  return { hashes, cargo: new Map(zip(names, builds)) };
}

function declared(model: Model, name: string): Record<string, string> {
  const stated = model.packages.get(name)?.environment;
  return stated === undefined ? {} : { STATED: stated };
}

function gitignore({ ignored: edited }: Model): string {
  return edited === 0 ? ignored : `${ignored}# ${edited}\n`;
}

/** The next edit that changes some file. */
function nextEdit(model: Model, random: Seeded): { edit: Edit; where: string } {
  for (;;) {
    const before = JSON.stringify([...filesOf(model), model.ignored]);
    const edit = random.of(edits);
    const where = edit.apply(model, random);
    const after = JSON.stringify([...filesOf(model), model.ignored]);
    if (where !== undefined && before !== after) return { edit, where };
  }
}

/** What Nx would have in its cache: every success, and no build that cannot succeed. */
function remember(tallies: readonly Tally[], seen: Observation, model: Model): void {
  for (const [tally, hashes] of zip(tallies, seen.hashes)) {
    for (const [program, { sha256 }] of seen.cargo) {
      if (!isUnseen(model, program)) tally.cache[`${program} ${hashes[program] ?? ''}`] ??= sha256;
    }
  }
}

async function stage(model: Model, program: string) {
  const [hasher] = hashers;
  if (hasher === undefined) throw new Error('no hasher');
  const manifest = `crates/${program}/Cargo.toml`;
  return oracle.buildStaged(await hasher.staged(manifest), manifest, declared(model, program));
}

async function compareWithFreshNx(hashes: readonly Record<string, string>[]): Promise<void> {
  for (const [at, workspace] of workspaces.entries()) {
    const fresh = new TaskHasher(workspace);
    try {
      const expected = hashes[at] ?? {};
      expect(await fresh.hashes(Object.keys(expected))).toEqual(expected);
    } finally {
      await fresh.stop();
    }
  }
}

/** With a network, once: all versions and features that the edits know. */
async function fetchEveryCrate(): Promise<void> {
  for (const log of ['0.4.17', '0.4.20'] as const) {
    for (const itoa of ['1.0.14', '1.0.15'] as const) {
      const model = { ...startingModel(), log, itoa };
      const pc = model.packages.get('pc');
      if (pc !== undefined) pc.memchr = 'libc';
      oracle.synchronise(filesOf(model));
      await oracle.fetch('Cargo.toml');
    }
  }
}

function zip<A, B>(left: readonly A[], right: readonly B[]): [A, B][];
function zip<A, B, C>(left: readonly A[], right: readonly B[], other: readonly C[]): [A, B, C][];
function zip(...lists: readonly (readonly unknown[])[]): unknown[][] {
  return (lists[0] ?? []).map((_first, at) => lists.map((list) => list[at]));
}
