import { errorMessage, isStatixError } from '@statix/contract';
import { debugLine } from '@statix/engine';
import type { CacheFolder } from '../cache-folder/cache-folder.js';
import { KeptCrates, registryCrates } from '../cache-folder/kept-crates.js';
import { TarReader, tarWithFolders, type TarEntry } from '../cache-folder/tar-entries.js';
import { registryIndexLines } from '../credentials/registry-secrets.js';
import { fetchFiles } from '../jobs/fetch-files.js';
import { giveFilesJob } from '../jobs/give-files-job.js';
import { KEPT, keptCratesJob } from '../jobs/kept-crates-job.js';
import { BuildLog } from '../output/build-log.js';
import { departuresFromLock } from '../output/departures-from-lock.js';
import { JobPrinter } from '../output/job-printer.js';
import type { CargoRun } from './cargo-run.js';

/**
 * Takes crates of the lock from the folder that outlives the machine.
 *
 * @param config Cargo's configuration for a fetch in a container
 * @returns whether all that a fetch brings is there now. Whatever goes wrong costs a fetch
 */
export async function takeCrates(
  run: CargoRun,
  folder: CacheFolder,
  config: string,
): Promise<boolean> {
  const { plan, context, bench, credentials, materials, times } = run;
  const { crates, isAll } = registryCrates(plan.lock);
  if (crates.length === 0) return false;
  const kept = await KeptCrates.open(folder, crates);
  const missing = kept.missing.length;
  if (missing === crates.length) {
    times.kept('crates', 0, crates.length);
    return false;
  }
  context.report(`Taking crates of ${plan.package.name} from STATIX_CACHE_DIR`);
  const workspaceRoot = plan.cargoWorkspace.root;
  const text = config + registryIndexLines(credentials.plan.indexes);
  const files = fetchFiles(await materials.fetched(), text, workspaceRoot);
  const whole = await withLog(run, 'take-crates', async (printer) => {
    const request = {
      ...{ ...plan, workspaceRoot, files, onOutput: printer },
      archive: () => tarWithFolders(below(KEPT, kept.entries()), bench.owner),
    };
    const job = await keptCratesJob(bench, request, isAll && missing === 0, (left) =>
      departuresFromLock(left, plan.lock, bench.contract.paths.workspace),
    );
    const { value } = await bench.run(job);
    return isAll && missing === 0 && value?.length === 0;
  });
  times.kept('crates', kept.taken.size, crates.length);
  if (kept.broken > 0)
    context.report(
      `${kept.broken} ${kept.broken === 1 ? 'crate' : 'crates'} in STATIX_CACHE_DIR ${kept.broken === 1 ? 'is' : 'are'} not what Cargo.lock names, and not taken`,
    );
  return whole === true && kept.taken.size === crates.length;
}

/** Leaves crates that were fetched in the folder. Whatever goes wrong is said, and costs the build nothing. */
export async function giveCrates(run: CargoRun, folder: CacheFolder): Promise<void> {
  if (!folder.canGive) return;
  const { plan, bench, trace } = run;
  const { crates } = registryCrates(plan.lock);
  const kept = await KeptCrates.open(folder, crates);
  const names = kept.wanted();
  if (names.length === 0) return;
  await withLog(run, 'give-crates', async (printer) => {
    const reader = new TarReader((entry) => kept.give(entry, trace.hidden));
    const onOutput = { stdout: reader.push, stderr: printer.stderr };
    await bench.run(await giveFilesJob(bench, { of: 'crates', names }, onOutput));
    await reader.end();
    debugLine('build', () => `crates: ${names.length} files were left in STATIX_CACHE_DIR`);
  });
}

async function* below(folder: string, entries: AsyncIterable<TarEntry>): AsyncGenerator<TarEntry> {
  for await (const entry of entries) yield { ...entry, path: `${folder}/${entry.path}` };
}

/** @returns undefined where it went wrong, which is then said */
async function withLog<T>(
  { context }: CargoRun,
  purpose: string,
  work: (printer: JobPrinter) => Promise<T>,
): Promise<T | undefined> {
  const log = await BuildLog.open({ ...context, purpose });
  const printer = new JobPrinter(log, process.stdout, undefined, () => false);
  try {
    return await work(printer);
  } catch (error) {
    if (context.signal.aborted) throw error;
    const reason = isStatixError(error) ? error.what : errorMessage(error);
    context.report(`STATIX_CACHE_DIR was of no use for crates: ${reason}`);
    return undefined;
  } finally {
    printer.end();
    log.close();
  }
}
