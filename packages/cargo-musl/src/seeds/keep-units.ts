import { errorMessage, isStatixError } from '@statix/contract';
import { debugLine, type TarSource } from '@statix/engine';
import type { CacheFolder } from '../cache-folder/cache-folder.js';
import { KeptObjects } from '../cache-folder/kept-objects.js';
import { KeptUnits, UnitSplitter } from '../cache-folder/kept-units.js';
import { TarReader, tarWithFolders, type TarEntry } from '../cache-folder/tar-entries.js';
import { unitOf } from '../cache-folder/unit-archive.js';
import { giveFilesJob } from '../jobs/give-files-job.js';
import type { JobArchive, JobOutput, SeedStore, Workbench } from '../workbench/workbench.js';
import type { UnitFiles } from './unit-files.js';

interface Told {
  readonly signal: AbortSignal;
  /** Gets lines for a person. */
  readonly report: (line: string) => void;
  /** Gets how many of the units that were to be compiled came from the folder. */
  readonly onKept: (taken: number, of: number) => void;
}

/** Compiled units for a store that is new. */
export interface UnitsToTake {
  /** For the job that compiles the rest. */
  readonly archives: readonly JobArchive[];
  /** With the job ended. @param fresh hash of each unit that it needed, and whether it was there */
  readonly done: (fresh: ReadonlyMap<string, boolean>, told: Told) => Promise<void>;
}

/**
 * All units that a folder has for a store. Which of them are of use Cargo decides by their fingerprints, as in
 * any target folder.
 */
export async function takingUnits(
  { contract: { paths }, owner }: Pick<Workbench, 'contract' | 'owner'>,
  store: Pick<SeedStore, 'make'>,
  folder: CacheFolder,
): Promise<UnitsToTake> {
  const kept = await KeptUnits.open(folder, store.make);
  const objects = await KeptObjects.open(folder, store.make);
  const isEmpty = kept.isEmpty && objects.isEmpty;
  const archive = (): TarSource => tarWithFolders(both(kept, objects), owner);
  return {
    archives: isEmpty ? [] : [{ folder: paths.target, archive }],
    done: async (fresh, { report, onKept }) => {
      const hits = new Set([...fresh].flatMap(([unit, was]) => (was ? [unit] : [])));
      onKept([...hits].filter((unit) => kept.taken.has(unit)).length, fresh.size);
      await kept.used(hits);
      if (kept.broken > 0)
        report(
          `${kept.broken} of the compiled units in STATIX_CACHE_DIR ${kept.broken === 1 ? 'is' : 'are'} broken, and not taken`,
        );
    },
  };
}

async function* both(units: KeptUnits, objects: KeptObjects): AsyncGenerator<TarEntry> {
  yield* units.entries();
  yield* objects.entries();
}

export interface UnitsToGive {
  readonly bench: Pick<Workbench, 'contract'>;
  readonly store: SeedStore;
  readonly files: UnitFiles;
  /** Whether each of them was there before they were compiled; undefined where nothing was compiled. */
  readonly fresh: ReadonlyMap<string, boolean> | undefined;
  /** Whether the C and C++ compiler has kept its results. */
  readonly compilerCache: boolean;
  readonly printer: JobOutput;
}

/** Leaves units in a folder that it lacks. Whatever goes wrong is said, and costs the build nothing. */
export async function giveUnits(
  giving: UnitsToGive,
  folder: CacheFolder,
  { signal, report }: Told,
): Promise<void> {
  if (!folder.canGive) return;
  const { bench, store, files, fresh, printer } = giving;
  try {
    const kept = await KeptUnits.open(folder, store.make);
    const names = new Map<string, string[]>();
    for (const path of [...files.results, ...files.fingerprints]) {
      const unit = unitOf(path);
      if (unit === undefined) continue;
      // What is there of a unit that had to be compiled all the same is of no use.
      if (kept.has(unit) && fresh?.get(unit) !== false) continue;
      names.set(unit, [...(names.get(unit) ?? []), path]);
    }
    if (names.size === 0) return;
    const splitter = new UnitSplitter((unit, entries) => kept.give(unit, entries));
    const reader = new TarReader(splitter.take);
    const onOutput = { stdout: reader.push, stderr: printer.stderr };
    const given = { of: 'units', names: [...names.values()].flat() } as const;
    await store.run(await giveFilesJob(bench, given, onOutput));
    await reader.end();
    await splitter.end();
    debugLine('build', () => `seeds: ${names.size} units were left in STATIX_CACHE_DIR`);
    const hasCompiled = [...(fresh ?? [])].some(([, was]) => !was);
    if (giving.compilerCache && hasCompiled) await giveObjects(giving, folder);
  } catch (error) {
    if (signal.aborted) throw error;
    const reason = isStatixError(error) ? error.what : errorMessage(error);
    report(`The compiled crates could not be left in STATIX_CACHE_DIR: ${reason}`);
  }
}

async function giveObjects(
  { bench, store, printer }: UnitsToGive,
  folder: CacheFolder,
): Promise<void> {
  const kept = await KeptObjects.open(folder, store.make);
  const reader = new TarReader((entry) => kept.give(entry));
  const onOutput = { stdout: reader.push, stderr: printer.stderr };
  await store.run(await giveFilesJob(bench, { of: 'objects', names: kept.known }, onOutput));
  await reader.end();
}
