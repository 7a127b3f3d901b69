import { parseLockfile } from '@statix/cargo';
import { hideSecrets } from '@statix/contract';
import { collectSecrets, fetchOfMachine, hostCargo } from '../credentials/collect-secrets.js';
import { configWithSecrets } from '../credentials/fetch-secrets.js';
import type { MachineFetch } from '../credentials/machine-fetch.js';
import { isCratesIo } from '../credentials/plan-credentials.js';
import { noticeOf } from '../credentials/registry-notices.js';
import { registryIndexLines } from '../credentials/registry-secrets.js';
import { cratesTar } from '../jobs/crates-tar.js';
import { fetchFiles } from '../jobs/fetch-files.js';
import { fetchJob } from '../jobs/fetch-job.js';
import { withHostFetch } from '../jobs/host-fetch.js';
import { jobByTurns } from '../jobs/job-by-turns.js';
import { mirroredJob } from '../jobs/mirrored-job.js';
import { takeCratesJob } from '../jobs/take-crates-job.js';
import { departuresFromLock } from '../output/departures-from-lock.js';
import type { CargoFailure } from '../output/failure.js';
import type { CargoJob, JobFiles } from '../workbench/workbench.js';
import type { CargoRun } from './cargo-run.js';
import { departed } from './departed.js';
import { explanations, runLogged } from './logged-job.js';

/**
 * Downloads the crates of the lock: in a container that has the credentials which the plan grants, or by this
 * machine's cargo where its user says so.
 *
 * @param config Cargo's configuration for a fetch in a container
 * @throws StatixError STATIX_FETCH_FAILED, STATIX_LOCKFILE_OUT_OF_DATE, STATIX_HOST_CARGO_NOT_FOUND,
 *   STATIX_HOST_FETCH_REFUSED, and those of credentials
 */
export async function fetchCrates(run: CargoRun, config: string): Promise<void> {
  const { plan, context, machine, credentials } = run;
  const withheld = credentials.plan.withheld.map(noticeOf);
  const isHost = machine.fetch === 'host' && credentials.env['STATIX_FETCH'] !== undefined;
  if (isHost && withheld.length > 0) {
    const { withheldFromHost } = await explanations();
    throw withheldFromHost(withheld);
  }
  const how = isHost ? ' with this machine’s cargo' : '';
  context.report(`Fetching crates of ${plan.package.name}${how}`);
  const ofMachine = fetchOfMachine(credentials, config);
  tellOfMirror(run, ofMachine);
  const outcome = await (isHost
    ? fetchOnHost(run, config, ofMachine)
    : fetchInContainer(run, config, ofMachine));
  if ('failure' in outcome) throw outcome.failure.error;
  if (outcome.value.length > 0) throw (await departed(outcome.value, plan)).error;
}

/** How what cargo resolved departs from the lock. */
type Departures =
  { readonly value: readonly string[] } | { readonly failure: Pick<CargoFailure, 'error'> };

/** The mirror is of the machine, and may be the reason of what comes. */
function tellOfMirror({ plan, context }: CargoRun, { mirror, notFollowed }: MachineFetch): void {
  if (!needsCratesIo(plan)) return;
  if (mirror !== undefined)
    context.report(`Crates of crates.io come from ${mirror.index}, as ${mirror.file} says`);
  for (const { key, file, why } of notFollowed)
    if (why !== undefined) context.report(`Not followed: ${key} of ${file}. ${why}`);
}

function needsCratesIo({ lock }: CargoRun['plan']): boolean {
  return parseLockfile(lock.content, lock.path).some(({ source = '' }) => isCratesIo(source));
}

/** As it is where there is no mirror, or nothing to fetch from it. */
async function throughMirror<T>(
  { plan, bench }: CargoRun,
  job: CargoJob<T>,
  { mirror }: MachineFetch,
  isDownloaded: boolean,
): Promise<CargoJob<T>> {
  if (mirror === undefined || !needsCratesIo(plan)) return job;
  return mirroredJob(bench, job, { mirror, lock: plan.lock, isDownloaded });
}

async function fetchInContainer(
  run: CargoRun,
  config: string,
  ofMachine: MachineFetch,
): Promise<Departures> {
  const { plan, materials, context, machine, bench, credentials } = run;
  const workspaceRoot = plan.cargoWorkspace.root;
  const secrets = await collectSecrets(credentials, {
    signal: context.signal,
    folder: bench.secrets,
    ssh: { allowed: machine.sshAgent, isHere: bench.isHere },
    fetch: needsCratesIo(plan) ? ofMachine : { ...ofMachine, mirror: undefined },
  });
  for (const secret of secrets.hidden) run.trace.hidden.add(secret);
  if (secrets.files.length > 0) bench.requireOwn('the credentials of a fetch');
  for (const { text } of secrets.notices) context.report(text);
  const fetched = await materials.fetched();
  const files = fetchFiles(fetched, configWithSecrets(config, secrets), workspaceRoot);
  // A proxy or a certificate of the repository's could listen to a secret.
  const own = secrets.files.length > 0 ? credentials.env : process.env;
  // The last place that is looked at: a variable wins.
  const env =
    ofMachine.caInfo === undefined ? own : { CARGO_HTTP_CAINFO: ofMachine.caInfo, ...own };
  const request = { ...plan, workspaceRoot, files, env, secrets };
  const outcome = await runLogged(
    run,
    'fetch',
    files,
    async (onOutput) => {
      const fetch = fetchJob(bench, { ...request, onOutput }, departuresOf(run));
      const { turns } = secrets;
      const job = turns === undefined ? fetch : await jobByTurns(bench, fetch, turns);
      return bench.run(await throughMirror(run, job, ofMachine, false));
    },
    hideSecrets(secrets.hidden),
  );
  if (!('failure' in outcome)) return outcome;
  const { withNotices } = await explanations();
  return { failure: { error: withNotices(outcome.failure.error, secrets.notices) } };
}

async function fetchOnHost(
  run: CargoRun,
  config: string,
  ofMachine: MachineFetch,
): Promise<Departures> {
  const { plan, materials, context, bench, credentials } = run;
  const workspaceRoot = plan.cargoWorkspace.root;
  const host = hostCargo(credentials, ofMachine);
  for (const secret of host.hidden) run.trace.hidden.add(secret);
  const fetched = await materials.fetched();
  const filesWith = (text: string) => fetchFiles(fetched, text, workspaceRoot);
  const files = filesWith(config + registryIndexLines(credentials.plan.indexes));
  const request = { ...plan, workspaceRoot };
  return runLogged(
    run,
    'fetch',
    files,
    (onOutput) =>
      withHostFetch(
        {
          ...{ ...request, ...host, own: credentials.own, env: credentials.env, onOutput },
          files: (workspace) => filesWith(plan.fetchConfig(workspace)),
          signal: context.signal,
        },
        async (cargoHome) => {
          const job = takeCratesJob(
            bench,
            { ...request, files, onOutput, archive: () => cratesTar(cargoHome, bench.owner) },
            departuresOf(run),
          );
          return bench.run(await throughMirror(run, job, ofMachine, true));
        },
      ),
    hideSecrets(host.hidden),
  );
}

function departuresOf({ plan, bench }: CargoRun): (left: JobFiles) => Promise<string[]> {
  return (left) => departuresFromLock(left, plan.lock, bench.contract.paths.workspace);
}
