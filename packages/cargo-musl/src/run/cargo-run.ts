import {
  neutralise,
  StatixError,
  type ImageContract,
  type ImageIdentity,
  type NxCommands,
} from '@statix/contract';
import { parseLockfile } from '@statix/cargo';
import type { Engine, QueuePlace } from '@statix/engine';
import { readImageIdentity } from '@statix/toolchain';
import type { CacheFolder } from '../cache-folder/cache-folder.js';
import { machineCredentials, type MachineCredentials } from '../credentials/collect-secrets.js';
import { readFetched, readPlannedInputs } from '../inputs/planned-inputs.js';
import type { InputFile } from '../inputs/read-inputs.js';
import { UnseenInputs } from '../inputs/unseen-inputs.js';
import { readMachine, type CacheDir, type Machine } from '../machine/machine.js';
import type { CargoPlan } from '../plan/cargo-plan.js';
import { BuildTimes } from '../output/build-times.js';
import { requireChannel } from '../plan/require-channel.js';
import type { RunTrace } from '../report/write-report.js';
import { removeReport } from '../report/report-folder.js';
import type { StagedFile } from '../staging/staged-file.js';
import { stubFiles } from '../staging/stub-files.js';
import { withHostWorkbench } from '../host/host-workbench.js';
import { withContainerWorkbench } from '../workbench/container-workbench.js';
import type { Workbench } from '../workbench/workbench.js';

export interface RunContext {
  readonly workspaceRoot: string;
  readonly projectName: string;
  readonly signal: AbortSignal;
  /** Gets lines for a person. */
  readonly report: (line: string) => void;
  /** How commands of Nx are typed in the workspace. */
  readonly commands?: (() => NxCommands) | undefined;
  /** See `connectEngine`. */
  readonly dotenvFolders?: readonly string[] | undefined;
  /** See `beginConnecting`. */
  readonly connecting?: Promise<Engine> | undefined;
  /** Its place among the tasks of the workspace that compile; see `inBuildQueue`. */
  readonly queue?: QueuePlace | undefined;
  /** Where the files of the image are that this process runs in; `/` but for tests. */
  readonly imageRoot?: string | undefined;
}

/** What was read of the workspace before anything runs: what is hashed is what is staged. */
export interface Materials {
  /** Everything that cargo can see and the hash covers. */
  readonly inputs: readonly InputFile[];
  /** Those of the inputs whose changes Cargo has to see, without other packages' manifests. */
  readonly sources: readonly InputFile[];
  /** The inputs and the stubs of other packages. */
  readonly staged: readonly StagedFile[];
  /** What the fetch sees: manifests, and stubs for all targets. Read where it is needed, which is seldom. */
  readonly fetched: () => Promise<readonly StagedFile[]>;
}

/** A plan at work: what was read for it, and an open workbench. */
export interface CargoRun<Plan extends CargoPlan = CargoPlan> {
  /** What it is for; each has a target folder of its own, so that none sees what another left. */
  readonly use: RunUse;
  readonly plan: Plan;
  readonly materials: Materials;
  readonly context: RunContext;
  readonly identity: ImageIdentity;
  readonly machine: Machine;
  readonly bench: Workbench;
  readonly credentials: MachineCredentials;
  readonly trace: RunTrace;
  readonly times: BuildTimes;
  readonly unseen: UnseenInputs;
  /** What outlives the machine; undefined where there is none, or it is of another trust scope. */
  readonly kept: CacheFolder | undefined;
}

/**
 * What is shipped is never compiled in a folder that tests can write to: their programs run there, with
 * dev-dependencies.
 */
export type RunUse = 'build' | 'test' | 'shell' | 'rebuild';

/**
 * Reads what a plan names, opens a workbench in its image, lets `work` have both, and ends it.
 *
 * @throws StatixError STATIX_CREDENTIALS_UNREADABLE, STATIX_CARGO_CONFIG_INVALID, those of reading inputs, of
 *   engine and image, STATIX_TOOLCHAIN_OTHER, and those of `work`
 */
export async function withCargoRun<Plan extends CargoPlan, T>(
  plan: Plan,
  context: RunContext,
  use: RunUse,
  work: (run: CargoRun<Plan>) => Promise<T>,
): Promise<T> {
  const { workspaceRoot, projectName, signal, report, imageRoot } = context;
  const { commands, dotenvFolders, connecting } = context;
  const times = new BuildTimes();
  const trace: RunTrace = { logs: [], hidden: new Set() };
  const unseen = new UnseenInputs(workspaceRoot, plan, use === 'shell' ? undefined : report);
  const name = { workspaceRoot, projectName, purpose: use };
  let identity: ImageIdentity | undefined;
  let contract: ImageContract | undefined;
  try {
    const materials = await readMaterials(plan, workspaceRoot);
    const image = await readImageIdentity(workspaceRoot, plan.options, 'for this build');
    identity = image;
    const machine = readMachine();
    const credentials = await credentialsFor(plan, materials, workspaceRoot);
    const isHost = isOnHost(plan, use);
    if (isHost && plan.options.sourceMode === 'exact') throw exactOnHost();
    const kept = await openKept(machine, use, isHost, report);
    const request = {
      // A rebuild uses no target folder that lasts; as long as it needs the crates, none is removed that it
      // would hold as a build.
      ...({ workspaceRoot, project: projectName, use: use === 'rebuild' ? 'build' : use } as const),
      ...{ identity: image, machine, signal, report },
      onWaited: (milliseconds: number) => {
        times.add('waited', milliseconds);
      },
    };
    const onBench = (bench: Workbench): Promise<T> => {
      contract = bench.contract;
      requireChannel(plan.toolchain, contract.rustc.version, plan.options.imageChannel);
      return work({
        ...{ use, plan, materials, context, machine, bench, credentials, trace, times },
        ...{ identity: image, unseen, kept },
      });
    };
    const result = await (isHost
      ? withHostWorkbench({ ...request, imageRoot }, onBench)
      : withContainerWorkbench({ ...request, commands, dotenvFolders, connecting }, onBench));
    await unseen.end();
    removeReport(name);
    return result;
  } catch (error) {
    // What ended the run says more than that git could not be asked.
    await unseen.end().catch(() => undefined);
    // Who ends a run, or leaves a shell, wants no report.
    if (signal.aborted || use === 'shell') throw error;
    const { withReport } = await import('../report/write-report.js');
    throw await withReport(error, { ...name, plan, identity, contract, trace, report });
  }
}

/**
 * Whether a run is on this machine itself. A rebuild is under other circumstances than the build, which only a
 * container has.
 */
export function isOnHost({ options }: CargoPlan, use: RunUse): boolean {
  return options.runsOn === 'host' && use !== 'rebuild';
}

function exactOnHost(): StatixError {
  return new StatixError({
    code: 'STATIX_OPTION_INVALID',
    what: '`sourceMode` = exact takes a container, and `runsOn` is host',
    why: 'What a build runs on this machine is the user who has put the files there, and can write to them.',
    remedies: ['Leave one of the two options out.'],
  });
}

/** A shell has nothing of it, and a rebuild takes nothing that it did not compile. */
async function openKept(
  { cacheDir, trustScope }: Machine,
  use: RunUse,
  isHost: boolean,
  report: (line: string) => void,
): Promise<CacheFolder | undefined> {
  if (cacheDir === undefined || use === 'shell' || use === 'rebuild') return undefined;
  const opened = isHost ? ON_HOST : await openFolder(cacheDir, trustScope);
  if (!('refused' in opened)) return opened;
  report(
    `Nothing is taken from STATIX_CACHE_DIR and nothing left in it: ${neutralise(opened.refused)}`,
  );
  return undefined;
}

const ON_HOST = { refused: 'a build without a container has what the image’s own folders hold.' };

async function openFolder(
  settings: CacheDir,
  trustScope: string,
): Promise<CacheFolder | { readonly refused: string }> {
  const { CacheFolder: Folder } = await import('../cache-folder/cache-folder.js');
  return Folder.open(settings, trustScope);
}

async function readMaterials(plan: CargoPlan, workspaceRoot: string): Promise<Materials> {
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

function credentialsFor(
  plan: CargoPlan,
  { fetched: manifests }: Materials,
  workspaceRoot: string,
): Promise<MachineCredentials> {
  const locked = parseLockfile(plan.lock.content, plan.lock.path).flatMap(({ source }) =>
    source === undefined ? [] : [source],
  );
  const { configuredSources: configured } = plan;
  return machineCredentials(
    { workspaceRoot, packageRoot: plan.package.root, configured, locked, manifests },
    process.env,
  );
}
