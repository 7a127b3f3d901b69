import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CargoOracle } from './harness/cargo-oracle';
import { startRegistry, type Registry } from './harness/registry';
import { scratchRoot } from './harness/repository';
import { TaskHasher } from './harness/task-hashes';
import { Workspace } from './harness/workspace';
import { edits, type Edit } from './random/edits';
import { filesOf, startingModel, type Model } from './random/model';
import { Seeded } from './random/seeded';

jest.setTimeout(6 * 60 * 60 * 1000);

/** `node tools/evidence/affected.mjs` asks for 500 and writes down what comes out. */
const count = Number(process.env['RANDOM_EDITS'] ?? 20);
const seed = Number(process.env['RANDOM_EDITS_SEED'] ?? 1);
const resultPath = join(scratchRoot, 'random-edits.json');
const nxVersions = ['23.2.1', '24.0.6'];
const ignored = 'node_modules\n.nx\ndist\ntarget\n';

interface Tally {
  hits: number;
  misses: number;
  falseHits: string[];
  /** Edit kind → how many programs Nx builds and cargo does not. */
  falseRebuilds: Record<string, number>;
}

let registry: Registry;
let oracle: CargoOracle;
const workspaces: Workspace[] = [];
const hashers: TaskHasher[] = [];

beforeAll(async () => {
  registry = await startRegistry(join(scratchRoot, 'registry'));
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
  await registry?.stop();
});

test(`${count} random edits, seed ${seed}: what cargo rebuilds, Nx never takes from the cache`, async () => {
  const random = new Seeded(seed);
  const model = startingModel();
  const tallies: Tally[] = nxVersions.map(() => ({
    hits: 0,
    misses: 0,
    falseHits: [],
    falseRebuilds: {},
  }));
  const binaries: Map<string, string>[] = nxVersions.map(() => new Map());
  const stagedDifferences: string[] = [];
  const reasons = new Map<string, string>();
  let notBuildable = 0;
  let stagedBuilds = 0;
  let before = await observe(model);
  remember(binaries, before);

  for (let step = 1; step <= count; step += 1) {
    const { edit, where } = nextEdit(model, random);
    if (edit.reason !== undefined) reasons.set(edit.kind, edit.reason);
    const after = await observe(model);
    const name = `${step}: ${edit.kind} (${where})`;

    for (const [program, made] of after.cargo) {
      if (!before.cargo.has(program)) continue;
      const unseen = model.packages.get(program)?.undeclared === true;
      nxVersions.forEach((_version, at) => {
        const tally = tallies[at];
        const known = binaries[at];
        const hash = after.hashes[at]?.[program];
        if (tally === undefined || known === undefined || hash === undefined) throw new Error(name);
        const changed = hash !== before.hashes[at]?.[program];
        const cached = known.get(`${program} ${hash}`);
        if (cached === undefined) tally.misses += 1;
        else tally.hits += 1;
        // A build that would read what it was not given fails, so there is nothing in the cache.
        if (unseen) return;
        if (made.rebuilt && !changed) tally.falseHits.push(`${name}: ${program} was rebuilt`);
        if (cached !== undefined && cached !== made.sha256) {
          tally.falseHits.push(`${name}: ${program} in the cache is another binary`);
        }
        if (!made.rebuilt && cached === undefined) {
          tally.falseRebuilds[edit.kind] = (tally.falseRebuilds[edit.kind] ?? 0) + 1;
        }
      });
    }
    remember(binaries, after, model);

    // What the container sees is enough for the same binary, and nothing else is in reach.
    const unbuildable = [...model.packages.values()].find(({ undeclared }) => undeclared);
    if (unbuildable !== undefined && step % 5 === 0) {
      await expect(stage(model, unbuildable.name)).rejects.toThrow(/couldn't read|No such file/);
      notBuildable += 1;
    }
    if (step % 10 === 0) {
      const program = random.of(
        [...after.cargo.keys()].filter((found) => model.packages.get(found)?.undeclared !== true),
      );
      stagedBuilds += 1;
      if ((await stage(model, program)).sha256 !== after.cargo.get(program)?.sha256) {
        stagedDifferences.push(`${name}: ${program}`);
      }
    }
    // The long-lived hasher says what a fresh Nx says.
    if (step % 50 === 0) await compareWithFreshNx(after.hashes);
    before = after;
  }

  mkdirSync(scratchRoot, { recursive: true });
  writeFileSync(
    resultPath,
    JSON.stringify(
      {
        count,
        seed,
        versions: Object.fromEntries(nxVersions.map((version, at) => [version, tallies[at]])),
        reasons: Object.fromEntries(reasons),
        ofNx: edits.filter(({ ofNx }) => ofNx).map(({ kind }) => kind),
        notBuildable,
        stagedBuilds,
      },
      undefined,
      2,
    ),
  );
  expect(tallies.map(({ falseHits }) => falseHits)).toEqual(nxVersions.map(() => []));
  expect(stagedDifferences).toEqual([]);
  const unexplained = tallies.flatMap(({ falseRebuilds }) =>
    Object.keys(falseRebuilds).filter((kind) => !reasons.has(kind)),
  );
  expect(unexplained).toEqual([]);
});

interface Observation {
  /** Of each Nx version. */
  readonly hashes: readonly Record<string, string>[];
  readonly cargo: ReadonlyMap<string, { rebuilt: boolean; sha256: string }>;
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
  const hashes = await Promise.all(hashers.map((hasher) => hasher.hashes(names)));
  const cargo = new Map<string, { rebuilt: boolean; sha256: string }>();
  for (const { name } of programs) {
    const manifest = `crates/${name}/Cargo.toml`;
    cargo.set(name, await oracle.build(manifest, name, declared(model, name)));
  }
  return { hashes, cargo };
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
function remember(
  binaries: readonly Map<string, string>[],
  seen: Observation,
  model?: Model,
): void {
  binaries.forEach((known, at) => {
    for (const [program, { sha256 }] of seen.cargo) {
      const hash = seen.hashes[at]?.[program];
      const unseen = model?.packages.get(program)?.undeclared === true;
      const key = `${program} ${hash ?? ''}`;
      if (!unseen && !known.has(key)) known.set(key, sha256);
    }
  });
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
