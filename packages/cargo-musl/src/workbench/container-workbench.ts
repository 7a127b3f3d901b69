import { Readable } from 'node:stream';
import type { ImageIdentity, NxCommands } from '@statix/contract';
import {
  connectEngine,
  type Engine,
  installationId,
  requireOwnEngine,
  withLock,
} from '@statix/engine';
import {
  ensureBuildVolume,
  ensureImage,
  keepVolumesWithin,
  readImageContract,
  recordVolumeUse,
  warnOfEmulation,
} from '@statix/toolchain';
import type { Machine } from '../machine/machine.js';
import { specOf } from './container-spec.js';
import { dockerLine, requireDockerCommand } from './docker-line.js';
import { jobArchive } from './job-archive.js';
import { prepareContainer } from './prepare-container.js';
import { contentsOf, runJob } from './run-job.js';
import type { Setting } from './setting.js';
import { seedsMake, seedsVolume, volumeLabels, volumeNames, type VolumeScope } from './volumes.js';
import type { Circumstances, SeedsTurn, SeedStore, Workbench } from './workbench.js';

export interface WorkbenchRequest {
  readonly workspaceRoot: string;
  /** The Nx project that is built: target folders are never shared between projects. */
  readonly project: string;
  /** What for; see `VolumeScope`. */
  readonly use: NonNullable<VolumeScope['use']>;
  readonly identity: ImageIdentity;
  readonly machine: Machine;
  readonly signal: AbortSignal;
  /** Gets lines for a person. */
  readonly report: (line: string) => void;
  /** Gets how long, in milliseconds, another user of the target folder was waited for. */
  readonly onWaited?: (milliseconds: number) => void;
  /** How commands of Nx are typed in the workspace. */
  readonly commands?: (() => NxCommands) | undefined;
  /** Absolute: those in which Nx looks for `.env` files for the task. */
  readonly dotenvFolders?: readonly string[] | undefined;
  /** An engine that is being connected to. */
  readonly connecting?: Promise<Engine> | undefined;
}

/**
 * Begins to connect to the engine, for a workbench that is opened later: it answers while the build is
 * planned. Who does not come to open one need not look at it.
 */
export function beginConnecting({
  signal,
  dotenvFolders,
}: Pick<WorkbenchRequest, 'signal' | 'dotenvFolders'>): Promise<Engine> {
  const connecting = connectEngine({ signal, dotenvFolders }).then((engine) => {
    engine.facts().catch(() => undefined);
    return engine;
  });
  connecting.catch(() => undefined);
  return connecting;
}

/**
 * Opens a workbench whose jobs are containers of an engine, lets `use` have it, and ends it whatever
 * happens. One build at a time uses a target volume; Cargo would wait as well, and only so do the
 * staged times hold. Builds of other projects have target volumes of their own and do not wait.
 *
 * @throws StatixError those of engine, image and lock
 */
export async function withContainerWorkbench<T>(
  {
    workspaceRoot,
    project,
    use: purpose,
    identity,
    machine,
    signal,
    report,
    commands,
    dotenvFolders,
    connecting = beginConnecting({ signal, dotenvFolders }),
    onWaited = () => undefined,
  }: WorkbenchRequest,
  use: (bench: Workbench) => Promise<T>,
): Promise<T> {
  const engine = await connecting;
  // While the image is looked for; it is done before anything uses a volume.
  const reaping = engine.reapLeftovers();
  reaping.catch(() => undefined);
  const { imageId } = await ensureImage(engine, {
    workspaceRoot,
    identity,
    signal,
    report,
    commands,
  });
  warnOfEmulation(await engine.facts(), report);
  const contract = await readImageContract(engine, imageId, { workspaceRoot, identity });
  await reaping;
  const scope = {
    installation: await installationId(),
    uid: machine.uid,
    workspaceRoot,
    imageIdentity: identity.identity,
    trustScope: machine.trustScope,
    project,
    use: purpose,
  };
  const volumes = volumeNames(scope);
  let waitingSince: number | undefined;
  const open = async (lost: AbortSignal): Promise<T> => {
    if (waitingSince !== undefined) onWaited(performance.now() - waitingSince);
    const ended = AbortSignal.any([signal, lost]);
    // Now that the lock is had, and while the volumes are made: an engine takes 20 ms to tell.
    const begun = engine.clock();
    begun.catch(() => undefined);
    // Under both locks: who prunes the crates takes those of all target volumes, then this one, and
    // looks again for target volumes made meanwhile.
    const births = await withLock(
      volumes.cargoHome,
      async () => {
        const made: Record<string, string> = {};
        for (const [volume, labels] of Object.entries(volumeLabels(scope)))
          made[volume] = await openVolume(engine, volume, labels);
        return made;
      },
      { signal: ended },
    );
    const born = births[volumes.target] ?? '';
    return use(
      containerWorkbench({
        ...{ engine, imageId, contract, machine, scope, volumes, born, begun, report },
        signal: ended,
      }),
    );
  };
  const value = await withLock(volumes.target, open, {
    signal,
    onWait: () => {
      waitingSince = performance.now();
      report(`Waiting for another ${nouns[purpose]} of ${project} to finish…`);
    },
  });
  await keepVolumesWithin(engine, {
    installation: scope.installation,
    limitBytes: machine.cacheLimit,
    keep: Object.values(volumes),
  });
  return value;
}

const nouns = { build: 'build', test: 'test or check', shell: 'shell' } as const;

/** @returns its birth */
async function openVolume(
  engine: Engine,
  name: string,
  labels: Readonly<Record<string, string>>,
): Promise<string> {
  const born = await ensureBuildVolume(engine, name, labels);
  await recordVolumeUse(name);
  return born;
}

function containerWorkbench(setting: Setting): Workbench {
  const { engine, contract, machine, volumes, born, begun } = setting;
  // Until a job has run nothing in the target folder is later than `begun`.
  let hasRun = false;
  return {
    contract,
    owner: { uid: machine.uid, gid: machine.gid },
    crates: volumes.cargoHome,
    target: { name: volumes.target, born },
    sharing: machine.sharing,
    requireOwn: (what) => {
      requireOwnEngine(engine, what);
    },
    secrets: '/run/statix',
    isHere: engine.address.startsWith('unix://') && process.platform === 'linux',
    processors: async () => Math.min((await engine.facts()).cpus, machine.limits.cpus ?? Infinity),
    elsewhere: (circumstances) => {
      const other = settingElsewhere(setting, circumstances);
      return { contract: other.contract, run: (job) => runJob(job, other, undefined) };
    },
    now: async () => (await (hasRun ? engine.clock() : begun)).getTime() / 1000,
    run: (job) => {
      hasRun = true;
      return runJob(job, setting, undefined);
    },
    interact: (job, terminal) => {
      hasRun = true;
      return setting.engine.runTerminal(specOf(job, setting, undefined), terminal, {
        signal: setting.signal,
        before: async (container) => {
          await prepareContainer(container, contentsOf(job, setting), machine);
        },
      });
    },
    commandLine: (job) => {
      const docker = requireDockerCommand(engine);
      return {
        archive: () => Readable.from(jobArchive('/', contentsOf(job, setting), machine)),
        line: (archive) => dockerLine(specOf(job, setting, undefined), { archive, docker }),
      };
    },
    withSeeds: (set, use, turn) => {
      hasRun = true;
      return withSeeds(setting, set, use, turn);
    },
  };
}

function settingElsewhere(
  setting: Setting,
  { workspace, uid, gid, hostName, cpus }: Circumstances,
): Setting {
  const { contract, machine } = setting;
  const { limits } = machine;
  return {
    ...setting,
    hostName,
    isCold: true,
    contract: { ...contract, paths: { ...contract.paths, workspace } },
    machine: { ...machine, uid, gid, limits: cpus === undefined ? limits : { ...limits, cpus } },
  };
}

/** Under the lock of the store, which who removes it takes too. */
async function withSeeds<T>(
  setting: Setting,
  set: string | undefined,
  use: (store: SeedStore) => Promise<T>,
  turn: SeedsTurn | undefined,
): Promise<T> {
  const { engine, scope, volumes, signal, report } = setting;
  const { name, labels } = seedsVolume(scope, set);
  turn?.place.wants(name, turn.crates);
  const open = async (lost: AbortSignal): Promise<T> => {
    turn?.place.leave();
    const own = { ...setting, signal: AbortSignal.any([signal, lost]) };
    const born = await openVolume(engine, name, labels);
    return use({
      name,
      born,
      make: seedsMake(scope, set),
      run: (job, into = volumes.target) => runJob(job, own, { store: name, into }),
    });
  };
  return withLock(name, open, {
    signal,
    mayTake: turn && (() => turn.place.isNext()),
    onWait: () => {
      report('Waiting for crates that another build compiles…');
    },
  });
}
