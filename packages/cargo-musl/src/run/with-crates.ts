import { StatixError } from '@statix/contract';
import { debugLine } from '@statix/engine';
import type { ArgumentsOf } from '../cargo/arguments.js';
import { fetchNeed, forgetFetch, isFetched, recordFetch } from '../jobs/fetched.js';
import { seedTarget } from '../seeds/seed-target.js';
import { seesRepository } from '../seeds/sees-repository.js';
import { sharedCrates } from '../seeds/shared-crates.js';
import { isOnHost, type CargoRun } from './cargo-run.js';
import { compileRequest } from './compile-request.js';
import { fetchCrates } from './fetch-crates.js';
import { giveCrates, takeCrates } from './keep-crates.js';
import type { Outcome } from './logged-job.js';

const WITH_NETWORK =
  'WITH A NETWORK, as the option buildNetwork asks for: what build scripts and macros get there is in no hash, and the same inputs may give another program.';

const ON_HOST =
  'ISOLATION NONE, as the option runsOn = host asks for: build scripts, macros, compilers and whatever else is run for it can read and change all that this user can in this image.';

/**
 * Lets `compile` have the crates of the lock: downloaded, and compiled where another project has done it.
 *
 * @param seeds what cargo is asked for to compile them for all projects; see `seedJob`
 * @throws StatixError STATIX_FETCH_FAILED, STATIX_LOCKFILE_OUT_OF_DATE, STATIX_CRATES_MISSING, and the failure
 *   of `compile`
 */
export async function withCrates<T>(
  run: CargoRun,
  seeds: ArgumentsOf,
  compile: () => Promise<Outcome<T>>,
): Promise<T> {
  const { plan, bench } = run;
  if (plan.options.buildNetwork) run.context.report(WITH_NETWORK);
  if (isOnHost(plan, run.use)) run.context.report(ON_HOST);
  const config = plan.fetchConfig(bench.contract.paths.workspace);
  const need = fetchNeed(plan.lock, config);
  const { kept } = run;
  const fetchAndRecord = async (): Promise<void> => {
    await run.times.spend('fetched', () => fetchCrates(run, config));
    await recordFetch(bench.crates, need);
    if (kept !== undefined) await run.times.spend('kept', () => giveCrates(run, kept));
  };
  const { offline } = plan.options;
  const fetchedBefore = await isFetched(bench.crates, need);
  debugLine('build', () =>
    fetchedBefore
      ? `crates: all of ${plan.lock.path} are recorded as fetched into ${bench.crates}`
      : `crates: no fetch of ${plan.lock.path} and its sources is recorded for ${bench.crates}`,
  );
  const isTaken =
    !fetchedBefore &&
    kept !== undefined &&
    (await run.times.spend('kept', () => takeCrates(run, kept, config)));
  if (isTaken) await recordFetch(bench.crates, need);
  else if (!fetchedBefore && !offline) await fetchAndRecord();
  await run.times.spend('shared', () => shareCrates(run, seeds));
  run.context.queue?.leave();
  let compilation = await compile();
  if ('failure' in compilation && offline && compilation.failure.fetchAgain)
    throw notFetched(compilation.failure.error);
  if ('failure' in compilation && (fetchedBefore || isTaken) && compilation.failure.fetchAgain) {
    debugLine('build', () => 'crates: cargo did not find them all; they are fetched again');
    // The record can outlive the crates: volumes are removed behind our back. And a manifest can be
    // changed without the lock: fetching tells.
    await forgetFetch(bench.crates);
    await fetchAndRecord();
    compilation = await compile();
  }
  if ('failure' in compilation) throw compilation.failure.error;
  await kept?.keepWithin();
  return compilation.value;
}

function notFetched(cause: StatixError): StatixError {
  return new StatixError({
    code: 'STATIX_CRATES_MISSING',
    what: 'A crate of the lock is not here, and the option `offline` is set',
    why: 'No earlier build of this workspace has fetched it, or the volume with the crates was removed. Cargo names it above.',
    remedies: [
      'Run once without `offline` where there is a network.',
      'Or vendor the crates: `cargo vendor` writes them into the repository, and prints the lines for .cargo/config.toml.',
    ],
    cause,
  });
}

/** Takes crates that are compiled already, and compiles for others what they can take. */
async function shareCrates(run: CargoRun, seeds: ArgumentsOf): Promise<void> {
  const { plan, materials, context, bench } = run;
  // Where there is no other project, there is the next machine.
  if (!plan.hasNeighbours && (await run.kept?.isForUnits()) !== true) return;
  if (plan.cargoWorkspace.vendorRoots.length > 0) return;
  const own = compileRequest(run, seeds);
  const isKept = run.kept !== undefined && run.machine.cacheDir?.compilerCache === true;
  const request = { ...own, compilerCache: own.compilerCache || isKept };
  if (seesRepository({ ...plan, ...request }, bench.contract.paths.workspace)) return;
  const configs = materials.inputs.filter(({ path }) =>
    plan.cargoWorkspace.configFiles.includes(path),
  );
  const files = [...(await materials.fetched()), ...configs];
  const crates = sharedCrates(plan.lock);
  const programs = plan.package.targets.flatMap(({ kind, path }) =>
    kind === 'bin' || kind === 'example' ? [path] : [],
  );
  const units = await seedTarget(
    bench,
    { ...request, files, crates, programs },
    {
      ...{ ...context, kept: run.kept, onKept: run.times.keptUnits },
      ...{ package: plan.package, lockfile: plan.lock.path },
      measured: run.use === 'build' ? run.times : undefined,
    },
  );
  if (units !== undefined) run.times.seeded(units);
}
