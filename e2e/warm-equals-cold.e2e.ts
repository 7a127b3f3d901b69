import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { isPart } from './harness/part';
import { startRegistry, type Registry } from './harness/registry';
import { scratchRoot } from './harness/repository';
import { ColdBuilds, isHit, StateWorkspace } from './harness/warm-and-cold';
import { manners, type Manner } from './harness/lay-files';
import { Seeded } from './random/seeded';
import { nextRun, startingRun, type Run } from './random/states';

jest.setTimeout(6 * 60 * 60 * 1000);

/**
 * `node tools/evidence/warm-equals-cold.mjs` asks for many and writes down what comes out. The options
 * and kinds of input one by one are packages/cargo-musl/src/warm-equals-cold.integration.spec.ts.
 */
const count = Number(process.env['WARM_COLD_EDITS'] ?? 10);
const seed = Number(process.env['WARM_COLD_SEED'] ?? 1);
const resultPath = join(scratchRoot, `warm-equals-cold-${seed}.json`);
const combinations = (isPart ? ['24.0.6'] : ['23.3.2', '24.0.6']).flatMap((nx) =>
  [true, false].map((daemon) => ({ nx, daemon })),
);

let registry: Registry;
let cold: ColdBuilds;
const warm: Used[] = [];

/** A used workspace, and what came out so far. */
class Used {
  readonly seen = new Set<string>();
  edits = 0;
  hits = 0;
  readonly differences: string[] = [];

  constructor(
    readonly nx: string,
    readonly workspace: StateWorkspace,
  ) {}

  /** Makes an edit and builds: the sha256 must be those of the cold build. */
  async edit(name: string, run: Run, how: How, expected: ReturnType<ColdBuilds['programs']>) {
    const { workspace } = this;
    // Without its daemon Nx compares times of files by the second (docs/affected.md).
    const kept = how.manner === 'time kept' && !workspace.daemon;
    workspace.lay(run, kept ? 'renamed' : how.manner);
    if (how.interrupted) await this.#interrupt(run);
    if (how.withoutDist) workspace.removeDist();
    const { status, output } = await workspace.nx(run);
    this.edits += 1;
    if (status !== 0) {
      this.differences.push(`${name}: failed\n${output}`);
      return;
    }
    const hit = isHit(run, output);
    if (hit) this.hits += 1;
    else if (this.seen.has(run.key)) this.differences.push(`${name}: built once more\n${output}`);
    this.seen.add(run.key);
    const programs = workspace.programs(run);
    const others = await expected;
    if (Object.keys(others).length === 0 || !isDeepStrictEqual(programs, others)) {
      const both = JSON.stringify({ programs, others, hit });
      this.differences.push(`${name}: ${run.project} ${run.args.join(' ')}: ${both}`);
    }
  }

  /** A run that is ended by Ctrl-C when cargo compiles, if it comes to that. */
  async #interrupt(run: Run): Promise<void> {
    let sent = false;
    const { status } = await this.workspace.nx(run, [], {
      watch: (output, kill) => {
        if (sent || !output.includes('Compiling ')) return;
        sent = true;
        kill('SIGINT');
      },
    });
    if (status === 0) this.seen.add(run.key);
  }
}

interface How {
  readonly manner: Manner;
  readonly interrupted: boolean;
  readonly withoutDist: boolean;
}

beforeAll(async () => {
  registry = await startRegistry(join(scratchRoot, 'registry'));
  for (const { nx, daemon } of combinations) {
    const name = `warm-${nx}-${daemon ? 'daemon' : 'alone'}`;
    warm.push(new Used(nx, await StateWorkspace.create(registry, { name, nx, daemon })));
  }
  const newest = { name: 'cold', nx: '24.0.6', daemon: true };
  cold = new ColdBuilds(await StateWorkspace.create(registry, newest));
  await cold.workspace.workspace.nxSucceeds(['run', 'statix-image:image']);
});
afterAll(async () => {
  for (const { workspace } of warm) await workspace.end();
  await cold?.workspace.end();
  await registry?.stop();
});

test(`${count} random edits, seed ${seed}: nx run in a used workspace gives the bytes of a cold build`, async () => {
  const random = new Seeded(seed);
  let run = startingRun();
  const earlier: Run[] = [];
  const kinds: Record<string, number> = {};
  for (let step = 1; step <= count; step += 1) {
    const back = earlier.length > 3 && random.below(6) === 0;
    const next = back
      ? { kind: 'back to an earlier state', run: random.of(earlier) }
      : nextRun(run, random);
    earlier.push(run);
    run = next.run;
    kinds[next.kind] = (kinds[next.kind] ?? 0) + 1;
    const how = {
      manner: random.of(manners),
      interrupted: random.below(12) === 0,
      withoutDist: random.below(8) === 0,
    };
    const name = `${step}: ${next.kind}, ${how.manner}${how.interrupted ? ', interrupted' : ''}`;
    const started = Date.now();
    const expected = cold.programs(run);
    await Promise.all(warm.map((used) => used.edit(name, next.run, how, expected)));
    console.log(`${name} (${run.project}): ${Date.now() - started} ms`);
    write(kinds);
  }
  expect(warm.flatMap(({ differences }) => differences)).toEqual([]);
});

function write(kinds: Readonly<Record<string, number>>): void {
  mkdirSync(dirname(resultPath), { recursive: true });
  const combinations = warm.map(({ nx, workspace, edits, hits, differences }) => ({
    nx,
    daemon: workspace.daemon,
    edits,
    hits,
    differences,
  }));
  writeFileSync(resultPath, JSON.stringify({ seed, kinds, cold: cold.count, combinations }));
}
