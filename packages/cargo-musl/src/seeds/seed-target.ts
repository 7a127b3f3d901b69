import { canonicalDigest, isStatixError } from '@statix/contract';
import { debugLine, type QueuePlace } from '@statix/engine';
import type { CacheFolder } from '../cache-folder/cache-folder.js';
import { measuredJob, type Measured } from '../jobs/measured-job.js';
import { BuildLog } from '../output/build-log.js';
import { JobPrinter } from '../output/job-printer.js';
import { hasStaged } from '../staging/staged-times.js';
import type { SeedStore, Workbench } from '../workbench/workbench.js';
import { giveUnits, takingUnits } from './keep-units.js';
import { seedJob, type SeededUnits, type SeedRequest } from './seed-job.js';
import { seedKey, type SeededPackage } from './seed-key.js';
import {
  forgetTargetSeeds,
  forgetUnits,
  largestSubset,
  readAllUnits,
  readTargetSeeds,
  readUnits,
  recordSet,
  recordTargetSeeds,
  recordUnits,
} from './seed-records.js';
import { takeSeedsJob } from './take-seeds-job.js';
import type { UnitFiles } from './unit-files.js';

export interface SeedContext {
  readonly workspaceRoot: string;
  readonly projectName: string;
  /** Whose crates they are. */
  readonly package: SeededPackage;
  /** Repository-relative path of its Cargo.lock. */
  readonly lockfile: string;
  readonly signal: AbortSignal;
  /** Gets lines for a person. */
  readonly report: (line: string) => void;
  /** Among the builds of the workspace that have begun; undefined for one that has not said that it has. */
  readonly queue?: QueuePlace | undefined;
  /** What outlives the machine. */
  readonly kept: CacheFolder | undefined;
  /** Gets how many of the units that were to be compiled came from there. */
  readonly onKept: (taken: number, of: number) => void;
  /** Gets what their compilation took, where that is told. */
  readonly measured?: Measured | undefined;
}

/** What a seed job is made of, but for where its output goes. */
export type SeedMaterials = Omit<SeedRequest, 'onOutput' | 'colour'>;

/**
 * Gives a target folder the compiled crates of registries that other projects have, and compiles for all
 * of them those that nobody has. A folder is given seeds when it is new, and again when the build needs
 * others than before, as long as all that it has came from the same store: what it has compiled by itself
 * is never mixed with what was compiled elsewhere.
 *
 * It costs no build that would succeed without: whatever goes wrong is said, and the build compiles its
 * crates by itself.
 *
 * @returns how many compiled units it was given now; undefined where it was given none
 */
export async function seedTarget(
  bench: Workbench,
  materials: SeedMaterials,
  context: SeedContext,
): Promise<number | undefined> {
  if (bench.sharing === 'none' || materials.crates.length === 0) {
    debugLine(
      'build',
      () =>
        `seeds: none, sharing is ${bench.sharing}, ${materials.crates.length} crates can be shared`,
    );
    return undefined;
  }
  const key = keyOf(bench, materials, context);
  const [staged, before] = await Promise.all([
    hasStaged(bench.target),
    readTargetSeeds(bench.target),
  ]);
  if (before?.keys.includes(key) === true) {
    debugLine('build', () => `seeds: ${bench.target.name} has those of ${key}`);
    return undefined;
  }
  if (staged && before === undefined) {
    debugLine(
      'build',
      () => `seeds: ${bench.target.name} has compiled by itself, and is given none`,
    );
    return undefined;
  }
  const identities = materials.crates.map(({ identity }) => identity);
  const log = await BuildLog.open({ ...context, purpose: 'seeds' });
  const printer = new JobPrinter(log, process.stdout, undefined, isOfRegistry);
  const seeding = { bench, materials, context, key, printer };
  try {
    await forgetTargetSeeds(bench.target);
    const use = async (store: SeedStore): Promise<number | undefined> => {
      if (staged && before?.store !== store.born) return undefined;
      if (bench.sharing === 'closure') await startFromSubset(seeding, store, identities);
      const known = await readUnits(store, key);
      const made = known === undefined ? await compileUnits(seeding, store) : undefined;
      const units = known ?? made?.files ?? none;
      if (!(await takeUnits(seeding, store, units))) {
        await forgetUnits(store, key);
        context.report(`${alone(context)}: not all could be copied. The log: ${log.path}`);
        return undefined;
      }
      const keys = [...(before?.keys ?? []), key];
      await recordTargetSeeds(bench.target, { store: store.born, keys });
      if (context.kept !== undefined) {
        const { compilerCache } = materials;
        const giving = { bench, store, files: units, fresh: made?.fresh, compilerCache, printer };
        await giveUnits(giving, context.kept, context);
      }
      debugLine(
        'build',
        () => `seeds: ${units.fingerprints.length} units of ${store.name} for ${key}`,
      );
      return units.fingerprints.length;
    };
    const turn = context.queue && { place: context.queue, crates: identities.length };
    return await bench.withSeeds(setOf(bench, identities), use, turn);
  } catch (error) {
    if (context.signal.aborted || !isStatixError(error)) throw error;
    context.report(`${alone(context)}: ${error.what}`);
    return undefined;
  } finally {
    printer.end();
    log.close();
  }
}

interface Seeding {
  readonly bench: Workbench;
  readonly materials: SeedMaterials;
  readonly context: SeedContext;
  readonly key: string;
  readonly printer: JobPrinter;
}

const none: UnitFiles = { results: [], fingerprints: [] };

async function compileUnits(seeding: Seeding, store: SeedStore): Promise<SeededUnits> {
  const { bench, materials, context, key, printer } = seeding;
  const seeds = seedJob(bench, { ...materials, colour: false, onOutput: printer });
  const { measured } = context;
  const job = measured === undefined ? seeds : measuredJob(seeds, bench.contract, measured);
  const isNew = (await readAllUnits(store)).fingerprints.length === 0;
  const taking =
    context.kept !== undefined && isNew ? await takingUnits(bench, store, context.kept) : undefined;
  const archives = taking?.archives ?? [];
  const { projectName: name } = context;
  context.report(
    archives.length === 0
      ? `Compiling the crates of ${name} for all projects that use them`
      : `Taking compiled crates of ${name} from STATIX_CACHE_DIR; what it lacks is compiled`,
  );
  const { value } = await store.run({ ...job, archives });
  const made = value ?? { files: none, whole: false, fresh: new Map<string, boolean>() };
  if (made.whole) await recordUnits(store, key, made.files);
  await taking?.done(made.fresh, context);
  return made;
}

async function takeUnits(
  { bench, printer }: Pick<Seeding, 'bench' | 'printer'>,
  store: SeedStore,
  files: UnitFiles,
  into?: string,
): Promise<boolean> {
  if (files.fingerprints.length === 0) return true;
  const { value } = await store.run(await takeSeedsJob(bench, files, printer), into);
  return value === true;
}

/** A new store begins with what the largest of those has that no other crate's code has run in. */
async function startFromSubset(
  seeding: Seeding,
  store: SeedStore,
  crates: readonly string[],
): Promise<void> {
  const { bench } = seeding;
  const isNew = (await readAllUnits(store)).fingerprints.length === 0;
  const set = { scope: bench.crates, crates };
  const subset = isNew ? await largestSubset(set) : undefined;
  // Who has the larger set waits for the smaller one, and never the other way round.
  if (subset !== undefined) {
    await bench.withSeeds(setOf(bench, subset.crates), async (base) =>
      takeUnits(seeding, base, await readAllUnits(base), store.name),
    );
  }
  await recordSet(store, set);
}

/** @returns what names the store: undefined for the one of the scope */
function setOf({ sharing }: Workbench, crates: readonly string[]): string | undefined {
  return sharing === 'closure' ? canonicalDigest([...crates].sort()) : undefined;
}

function keyOf(bench: Workbench, materials: SeedMaterials, context: SeedContext): string {
  const nothing = { stdout: () => undefined, stderr: () => undefined };
  const job = seedJob(bench, { ...materials, colour: false, onOutput: nothing });
  return seedKey(job, context.package, context.lockfile);
}

/** What cargo says of empty packages in the place of the repository's means nothing to a person. */
function isOfRegistry(line: string): boolean {
  return /^ *Compiling (?!.*\(\/)/.test(line);
}

function alone({ projectName }: SeedContext): string {
  return `The crates of ${projectName} are compiled for it alone`;
}
