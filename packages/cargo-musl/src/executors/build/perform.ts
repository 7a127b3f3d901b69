import { join } from 'node:path';
import type { BuildManifest, ImageIdentity, NxCommands } from '@statix/contract';
import { parseLockfile } from '@statix/cargo';
import { readImageIdentity } from '@statix/toolchain';
import { readFetched, readPlannedInputs } from '../../inputs/planned-inputs.js';
import type { InputFile } from '../../inputs/read-inputs.js';
import { unfollowedDigest } from '../../inputs/unfollowed-inputs.js';
import { buildJob } from '../../jobs/build-job.js';
import {
  collectSecrets,
  hostCargo,
  machineCredentials,
  type MachineCredentials,
} from '../../credentials/collect-secrets.js';
import { configWithSecrets } from '../../credentials/fetch-secrets.js';
import { hideSecrets } from '../../credentials/hide-secrets.js';
import { noticeOf } from '../../credentials/registry-notices.js';
import { registryIndexLines } from '../../credentials/registry-secrets.js';
import { fetchFiles } from '../../jobs/fetch-files.js';
import { fetchJob, secretsFolder } from '../../jobs/fetch-job.js';
import { withHostFetch } from '../../jobs/host-fetch.js';
import { takeCratesJob } from '../../jobs/take-crates-job.js';
import { fetchNeed, forgetFetch, isFetched, recordFetch } from '../../jobs/fetched.js';
import { readMachine, type Machine } from '../../machine/machine.js';
import { BuildLog } from '../../output/build-log.js';
import { departuresFromLock } from '../../output/departures-from-lock.js';
import type { CargoFailure } from '../../output/failure.js';
import { JobPrinter } from '../../output/job-printer.js';
import { takeBinaries } from '../../output/take-binaries.js';
import { seedTarget } from '../../seeds/seed-target.js';
import { seesRepository } from '../../seeds/sees-repository.js';
import { sharedCrates } from '../../seeds/shared-crates.js';
import { nextStagedTimes } from '../../staging/staged-times.js';
import type { StagedFile } from '../../staging/staged-file.js';
import { stubFiles } from '../../staging/stub-files.js';
import { withContainerWorkbench } from '../../workbench/container-workbench.js';
import type { JobFiles, JobOutput, JobResult, Workbench } from '../../workbench/workbench.js';
import { describeBuild } from './describe-build.js';
import type { BuildPlan } from './plan.js';

export interface BuildContext {
  readonly workspaceRoot: string;
  readonly projectName: string;
  readonly signal: AbortSignal;
  /** Gets lines for a person. */
  readonly report: (line: string) => void;
  /** How commands of Nx are typed in the workspace. */
  readonly commands?: (() => NxCommands) | undefined;
}

/** What was read of the workspace before anything runs: what is hashed is what is staged. */
interface Materials {
  /** Everything that the build can see and the hash covers. */
  readonly inputs: readonly InputFile[];
  /** Those of the inputs whose changes Cargo has to see, without other packages' manifests. */
  readonly sources: readonly InputFile[];
  /** The inputs and the stubs of other packages. */
  readonly staged: readonly StagedFile[];
  /** What the fetch sees: manifests, and stubs for all targets. Read where it is needed, which is seldom. */
  readonly fetched: () => Promise<readonly StagedFile[]>;
}

/** One build on an open workbench. */
interface Build {
  readonly plan: BuildPlan;
  readonly materials: Materials;
  readonly context: BuildContext;
  readonly identity: ImageIdentity;
  readonly machine: Machine;
  readonly bench: Workbench;
  readonly credentials: MachineCredentials;
}

/**
 * Builds the plan's binaries on a workbench and takes them off it: inputs, fetch with network, build
 * without, take.
 *
 * @throws StatixError STATIX_FETCH_FAILED, STATIX_BUILD_FAILED, STATIX_LOCKFILE_OUT_OF_DATE, those of
 *   taking a binary, and those of engine and image
 */
export async function performBuild(
  plan: BuildPlan,
  context: BuildContext,
): Promise<readonly BuildManifest[]> {
  const { workspaceRoot, signal, report, commands } = context;
  const materials = await readMaterials(plan, workspaceRoot);
  const identity = await readImageIdentity(workspaceRoot, plan.options, 'for this build');
  const machine = readMachine();
  const credentials = await credentialsFor(plan, materials, workspaceRoot);
  return withContainerWorkbench(
    { workspaceRoot, project: context.projectName, identity, machine, signal, report, commands },
    (bench) => fetchAndBuild({ plan, materials, context, identity, machine, bench, credentials }),
  );
}

async function fetchAndBuild(build: Build): Promise<readonly BuildManifest[]> {
  const { plan, bench } = build;
  const config = plan.fetchConfig(bench.contract.paths.workspace);
  const need = fetchNeed(plan.lock, config);
  const fetchAndRecord = async (): Promise<void> => {
    await fetchCrates(build, config);
    await recordFetch(bench.crates, need);
  };
  const fetchedBefore = await isFetched(bench.crates, need);
  if (!fetchedBefore) await fetchAndRecord();
  await shareCrates(build);
  let compilation = await compile(build);
  if ('failure' in compilation && fetchedBefore && compilation.failure.fetchAgain) {
    // The record can outlive the crates: volumes are removed behind our back. And a manifest can be
    // changed without the lock: fetching tells.
    await forgetFetch(bench.crates);
    await fetchAndRecord();
    compilation = await compile(build);
  }
  if ('failure' in compilation) throw compilation.failure.error;
  return compilation.manifests;
}

async function fetchCrates(build: Build, config: string): Promise<void> {
  const { plan, context, machine } = build;
  const withheld = build.credentials.plan.withheld.map(noticeOf);
  const isHost = machine.fetch === 'host' && build.credentials.env['STATIX_FETCH'] !== undefined;
  if (isHost && withheld.length > 0) throw (await explanations()).withheldFromHost(withheld);
  context.report(
    `Fetching crates of ${plan.package.name}${isHost ? ' with this machine’s cargo' : ''}`,
  );
  const outcome = await (isHost ? fetchOnHost(build, config) : fetchInContainer(build, config));
  if ('failure' in outcome) throw outcome.failure.error;
  if (outcome.value.length > 0) throw (await departed(outcome.value, plan)).error;
}

type Departures =
  { readonly value: readonly string[] } | { readonly failure: Pick<CargoFailure, 'error'> };

async function fetchInContainer(build: Build, config: string): Promise<Departures> {
  const { plan, materials, context, machine, bench, credentials } = build;
  const workspaceRoot = plan.cargoWorkspace.root;
  const secrets = await collectSecrets(credentials, {
    signal: context.signal,
    folder: secretsFolder,
    ssh: { allowed: machine.sshAgent, isHere: bench.isHere },
  });
  for (const { text } of secrets.notices) context.report(text);
  const fetched = await materials.fetched();
  const files = fetchFiles(fetched, configWithSecrets(config, secrets), workspaceRoot);
  // A proxy or a certificate of the repository's could listen to a secret.
  const env = secrets.files.length > 0 ? credentials.env : process.env;
  const request = { ...plan, workspaceRoot, files, env, secrets };
  const outcome = await runJob(
    build,
    'fetch',
    files,
    (onOutput) => bench.run(fetchJob(bench, { ...request, onOutput }, departuresOf(build))),
    hideSecrets(secrets.hidden),
  );
  if ('value' in outcome) return outcome;
  const { withNotices } = await explanations();
  return { failure: { error: withNotices(outcome.failure.error, secrets.notices) } };
}

async function fetchOnHost(build: Build, config: string): Promise<Departures> {
  const { plan, materials, context, bench, credentials } = build;
  const workspaceRoot = plan.cargoWorkspace.root;
  const host = hostCargo(credentials);
  const fetched = await materials.fetched();
  const filesWith = (text: string) => fetchFiles(fetched, text, workspaceRoot);
  const files = filesWith(config + registryIndexLines(credentials.plan.indexes));
  const request = { ...plan, workspaceRoot };
  return runJob(
    build,
    'fetch',
    files,
    (onOutput) =>
      withHostFetch(
        {
          ...{ ...request, ...host, own: credentials.own, env: credentials.env, onOutput },
          files: (workspace) => filesWith(plan.fetchConfig(workspace)),
          signal: context.signal,
        },
        (cargoHome) =>
          bench.run(
            takeCratesJob(bench, { ...request, files, cargoHome, onOutput }, departuresOf(build)),
          ),
      ),
    hideSecrets(host.hidden),
  );
}

function departuresOf({ plan, bench }: Build): (left: JobFiles) => Promise<string[]> {
  return (left) => departuresFromLock(left, plan.lock, bench.contract.paths.workspace);
}

/** Takes crates that are compiled already, and compiles for others what they can take. */
async function shareCrates(build: Build): Promise<void> {
  const { plan, materials, context, machine, bench } = build;
  if (!plan.hasNeighbours || plan.cargoWorkspace.vendorRoots.length > 0) return;
  const job = jobOf(build);
  if (seesRepository(job, bench.contract.paths.workspace)) return;
  const configs = materials.inputs.filter(({ path }) =>
    plan.cargoWorkspace.configFiles.includes(path),
  );
  const files = [...(await materials.fetched()), ...configs];
  const crates = sharedCrates(plan.lock);
  await seedTarget(bench, { ...job, files, crates, jobs: machine.jobs }, context);
}

type Compilation =
  { readonly manifests: readonly BuildManifest[] } | { readonly failure: CargoFailure };

/** That cargo failed is a result; anything else is thrown. */
async function compile(build: Build): Promise<Compilation> {
  const { plan, materials, machine, bench } = build;
  const times = await nextStagedTimes(
    bench.target,
    materials.sources,
    plan.compiled,
    await bench.now(),
  );
  const outcome = await runJob(build, 'build', materials.staged, (onOutput) =>
    bench.run(
      buildJob(
        bench,
        {
          ...jobOf(build),
          files: materials.staged,
          times,
          jobs: machine.jobs,
          colour: process.env['FORCE_COLOR'] === 'true',
          onOutput,
        },
        (files) => takeResult(build, files),
      ),
    ),
  );
  return 'failure' in outcome ? outcome : outcome.value;
}

/** What the build and the seeds that it takes have in common. */
function jobOf({ plan, materials, credentials }: Build) {
  const { environment } = plan.options;
  const { configuredEnvironment, cargoWorkspace } = plan;
  const { vendorRoots } = cargoWorkspace;
  return {
    ...plan,
    workspaceRoot: cargoWorkspace.root,
    registryIndexes: credentials.plan.indexes,
    environment,
    unfollowed: unfollowedDigest(
      { environment, configuredEnvironment, vendorRoots },
      materials.inputs,
    ),
  };
}

async function takeResult(
  { plan, materials, context, identity, bench }: Build,
  files: JobFiles,
): Promise<Compilation> {
  const { paths } = bench.contract;
  const departures = await departuresFromLock(files, plan.lock, paths.workspace);
  if (departures.length > 0) return { failure: await departed(departures, plan) };
  const described = { plan, identity, contract: bench.contract, inputs: materials.inputs };
  const manifests = await takeBinaries(files, {
    planned: plan.binaries,
    packageName: plan.package.name,
    target: paths.target,
    folder: join(context.workspaceRoot, plan.outputPath),
    describe: (binary) => describeBuild(described, binary),
  });
  return { manifests };
}

/**
 * Runs a job with its log and its printing, and explains its failure.
 *
 * @param staged what the job sees, for the explanation
 */
async function runJob<T>(
  { context, bench }: Build,
  purpose: 'fetch' | 'build',
  staged: readonly StagedFile[],
  run: (onOutput: JobOutput) => Promise<{ result: JobResult; value: T | undefined }>,
  hide?: (line: string) => string,
): Promise<{ readonly value: T } | { readonly failure: CargoFailure }> {
  const { workspaceRoot, projectName } = context;
  const log = await BuildLog.open({ workspaceRoot, projectName, purpose });
  const printer = new JobPrinter(log, process.stdout, undefined, undefined, hide);
  try {
    const { result, value } = await run(printer).finally(() => {
      printer.end();
    });
    if (value !== undefined) return { value };
    const seen = { staged, workspaceRoot, contract: bench.contract };
    const { cargoFailure } = await explanations();
    return { failure: cargoFailure(purpose, result, log, seen) };
  } finally {
    log.close();
  }
}

/** Loaded where there is something to explain: what is known about native crates is a lot of modules. */
function explanations(): Promise<typeof import('../../output/failure.js')> {
  return import('../../output/failure.js');
}

async function departed(departures: readonly string[], plan: BuildPlan): Promise<CargoFailure> {
  const { lockDeparted } = await explanations();
  return lockDeparted(departures, {
    lockfile: plan.lockfile,
    packageName: plan.package.name,
    manifest: plan.cargoWorkspace.manifest,
  });
}

function credentialsFor(
  plan: BuildPlan,
  materials: Materials,
  workspaceRoot: string,
): Promise<MachineCredentials> {
  const locked = parseLockfile(plan.lock.content, plan.lock.path).flatMap(({ source }) =>
    source === undefined ? [] : [source],
  );
  const { configuredSources: configured } = plan;
  const manifests = materials.fetched;
  return machineCredentials(
    { workspaceRoot, packageRoot: plan.package.root, configured, locked, manifests },
    process.env,
  );
}

async function readMaterials(plan: BuildPlan, workspaceRoot: string): Promise<Materials> {
  const { inputs, sources } = await readPlannedInputs(plan, workspaceRoot);
  return {
    inputs,
    sources,
    staged: [...inputs, ...stubFiles(plan.inputs.stubs, inputs)],
    fetched: async () => {
      const fetched = await readFetched(plan, workspaceRoot);
      return [...fetched, ...stubFiles(plan.fetched.stubs, fetched)];
    },
  };
}
