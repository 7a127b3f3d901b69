import { join } from 'node:path/posix';
import { Readable } from 'node:stream';
import {
  isStatixError,
  StatixError,
  type ImageContract,
  type ImageIdentity,
  type NxCommands,
} from '@statix/contract';
import {
  asUpload,
  connectEngine,
  type ContainerSpec,
  type Engine,
  installationId,
  isRefusal,
  type LentAgent,
  requireOwnEngine,
  type StoppedContainer,
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
import { jobArchive } from './job-archive.js';
import { dockerLine, requireDockerCommand } from './docker-line.js';
import { prepareContainer, type Prepared } from './prepare-container.js';
import { canUnpackInside, stampsOfInputs, unpackInside, wasNotUnpacked } from './unpack-inside.js';
import {
  seedsMake,
  seedsVolume,
  volumeLabels,
  volumeNames,
  type Volumes,
  type VolumeScope,
} from './volumes.js';
import {
  seedsFolder,
  type CargoJob,
  type Circumstances,
  type JobFiles,
  type JobOutput,
  type JobResult,
  type SeedStore,
  type Workbench,
} from './workbench.js';

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

interface Setting {
  readonly engine: Engine;
  readonly imageId: string;
  readonly contract: ImageContract;
  readonly machine: Machine;
  readonly scope: VolumeScope;
  readonly volumes: Volumes;
  /** Birth of the target volume. */
  readonly born: string;
  /** The engine's clock, asked when the lock of the target volume was had. */
  readonly begun: Promise<Date>;
  readonly signal: AbortSignal;
  readonly report: (line: string) => void;
  readonly hostName?: string;
  /** The target folder is the container's own, and gone with it. */
  readonly isCold?: boolean;
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
    withSeeds: (set, use) => {
      hasRun = true;
      return withSeeds(setting, set, use);
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
): Promise<T> {
  const { engine, scope, volumes, signal, report } = setting;
  const { name, labels } = seedsVolume(scope, set);
  const open = async (lost: AbortSignal): Promise<T> => {
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
    onWait: () => {
      report('Waiting for crates that another build compiles…');
    },
  });
}

interface Seeding {
  readonly store: string;
  readonly into: string;
}

async function runJob<T>(
  job: CargoJob<T>,
  setting: Setting,
  seeding: Seeding | undefined,
): Promise<{ result: JobResult; value: T | undefined }> {
  if (setting.isCold !== true && canUnpackInside(job, setting.contract.paths)) {
    const ran = await runUnpackingInside(job, setting);
    if (ran !== undefined) return ran;
  }
  let prepared: Prepared | undefined;
  const running = setting.engine.runContainer(
    specOf(job, setting, seeding),
    {
      stdout: job.onOutput.stdout,
      stderr: job.onOutput.stderr,
      stdin: job.memory === undefined ? undefined : asUpload(job.memory.archive()),
      signal: setting.signal,
    },
    {
      before: async (container) => {
        prepared = await prepareContainer(container, contentsOf(job, setting), setting.machine);
      },
      started: job.started,
      after: async (container, result) =>
        job.after?.(result, filesOf(container, job, prepared, setting)),
    },
  );
  try {
    return await running;
  } catch (error) {
    throw agentNotSeen(error, job.sshAgent) ?? error;
  }
}

/** An engine in a virtual machine or a container may have its socket here, and other files. */
function agentNotSeen(error: unknown, agent: LentAgent | undefined): StatixError | undefined {
  if (agent === undefined || !isRefusal(error, 400, 500)) return undefined;
  if (!error.reason.includes(agent.socket)) return undefined;
  return new StatixError({
    code: 'STATIX_SSH_AGENT_NOT_SEEN',
    what: `The container engine does not see the socket of your ssh agent, ${agent.socket}`,
    excerpt: [error.reason],
    why: 'STATIX_SSH_AGENT lends it to the container that fetches. The engine has other files than this machine: it runs in a virtual machine or a container.',
    remedies: [
      {
        text: 'Let this machine fetch instead, with its own cargo and git:',
        snippet: 'export STATIX_FETCH=host',
      },
    ],
    cause: error,
  });
}

/** @returns undefined where nothing could be unpacked, and nothing ran */
async function runUnpackingInside<T>(
  job: CargoJob<T>,
  setting: Setting,
): Promise<{ result: JobResult; value: T | undefined } | undefined> {
  const { engine, machine, signal } = setting;
  const spec = specOf(job, setting, undefined);
  const stamps = stampsOfInputs(job);
  let isSilent = true;
  const { stdout, stderr } = job.onOutput;
  const heard = (sink: JobOutput['stdout']) => (chunk: Buffer) => {
    isSilent = false;
    return sink(chunk);
  };
  const { result, value } = await engine.runContainer(
    { ...spec, command: unpackInside(job.argv) },
    {
      ...{ stdout: heard(stdout), stderr: heard(stderr), signal },
      stdin: asUpload(jobArchive('/', contentsOf(job, setting), machine)),
    },
    {
      started: job.started,
      after: async (container, end) => {
        if (wasNotUnpacked(end, { isSilent })) return undefined;
        return { of: await job.after?.(end, filesOf(container, job, { stamps }, setting)) };
      },
    },
  );
  return value === undefined ? undefined : { result, value: value.of };
}

function contentsOf(job: CargoJob<unknown>, { contract }: Setting) {
  return { ...job, target: contract.paths.target };
}

/** Programs that a test has written may be run. */
const EMPTY_FOLDER = 'rw,exec,nosuid,nodev,mode=1777';

function specOf(
  job: CargoJob<unknown>,
  setting: Setting,
  seeding: Seeding | undefined,
): ContainerSpec {
  const { imageId, machine } = setting;
  return {
    image: imageId,
    purpose: job.purpose,
    command: job.memory === undefined ? [...job.argv] : afterUnpacking(job.memory.folder, job.argv),
    environment: { ...job.environment },
    workingDirectory: job.workingDirectory,
    user: `${machine.uid}:${machine.gid}`,
    hostName: setting.hostName,
    limits: machine.limits,
    network: job.access === 'fetch' || hasNetwork(job) ? 'bridge' : 'none',
    sshAgent: job.access === 'fetch' ? job.sshAgent : undefined,
    volumes: mounts(job.access, setting, seeding),
    tmpfs: {
      ...Object.fromEntries((job.emptyFolders ?? []).map((folder) => [folder, EMPTY_FOLDER])),
      ...(job.memory === undefined ? {} : { [job.memory.folder]: MEMORY }),
    },
  };
}

/** Never where crates are compiled for others. */
function hasNetwork({ access, network }: CargoJob<unknown>): boolean {
  return access === 'build' && network === true;
}

/** Whoever runs in the container is one user. It has no swap, so that nothing of it gets to a disk. */
const MEMORY = 'rw,nosuid,nodev,noexec,size=4m,mode=1777';

/**
 * The archive comes on standard input: files that are put into a container are written to the engine's
 * disk, and its environment and arguments can be asked for.
 */
function afterUnpacking(folder: string, argv: readonly string[]): string[] {
  const script = 'tar --extract --no-same-owner --file=- --directory="$0" && exec "$@" </dev/null';
  return ['/bin/sh', '-c', script, folder, ...argv];
}

function mounts(
  access: CargoJob<unknown>['access'],
  { contract: { paths }, contract, volumes, isCold = false }: Setting,
  seeding: Seeding | undefined,
): ContainerSpec['volumes'] {
  const crates = { volume: volumes.cargoHome, target: paths.cargoHome };
  const target = (volume: string) => ({ volume, target: paths.target });
  if (access === 'fetch' || access === 'take-crates') return [crates];
  if (access === 'give-crates') return [{ ...crates, readOnly: true }];
  if (access === 'build')
    return [{ ...crates, readOnly: true }, ...(isCold ? [] : [target(volumes.target)])];
  if (seeding === undefined) throw new Error(`${access} without a store of seeds`);
  if (access === 'seeds') return [{ ...crates, readOnly: true }, target(seeding.store)];
  return [
    { volume: seeding.store, target: seedsFolder(contract), readOnly: true },
    target(seeding.into),
  ];
}

function filesOf(
  container: StoppedContainer,
  job: CargoJob<unknown>,
  prepared: Prepared | undefined,
  { contract }: Setting,
): JobFiles {
  const outputs = new Set(job.outputs.map((path) => join(contract.paths.target, path)));
  return {
    isUntouched: async (path) => {
      const stamp = prepared?.stamps.get(path);
      return stamp !== undefined && (await container.lookAt(path))?.stamp === stamp;
    },
    open: async (path) => {
      try {
        const file = await container.getFile(path);
        if (file.size > 0 || !outputs.has(path)) return file;
        file.content.destroy();
        return undefined;
      } catch (error) {
        if (isStatixError(error) && error.code === 'STATIX_CONTAINER_FILE_MISSING')
          return undefined;
        throw error;
      }
    },
  };
}
