import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rm, statfs } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { StatixError, type ImageContract, type ImageIdentity } from '@statix/contract';
import { withLock } from '@statix/engine';
import { readOwnImage } from '@statix/toolchain';
import { NO_NETWORK_FILE, noNetworkFilter } from '../cargo/no-network.js';
import type { Machine } from '../machine/machine.js';
import type { CargoJob, JobResult, Workbench } from '../workbench/workbench.js';
import { jobEnvironment } from './job-environment.js';
import { leftFiles, stampsOf } from './left-files.js';
import { claimPlaces, guarded, lockFolder, ownHome, type OwnPlaces } from './own-places.js';
import { clearOutputs, emptyFolder, putInput, removeFolder } from './put-files.js';
import { runProcess } from './run-process.js';
import { unpackArchive } from './unpack-archive.js';

export interface HostRequest {
  readonly workspaceRoot: string;
  /** The Nx project that is built. */
  readonly project: string;
  /** What for: tests do not compile where what is shipped is compiled. */
  readonly use: string;
  readonly identity: ImageIdentity;
  readonly machine: Machine;
  readonly signal: AbortSignal;
  /** Gets lines for a person. */
  readonly report: (line: string) => void;
  /** Gets how long, in milliseconds, another user of the folders was waited for. */
  readonly onWaited?: (milliseconds: number) => void;
  /** Where the image's files are; `/` but for tests. */
  readonly imageRoot?: string | undefined;
}

/**
 * Opens a workbench whose jobs are processes of this machine, which has to be the image, lets `use` have it,
 * and ends it. One build at a time has the image's folders. There is no isolation: what a job compiles and
 * runs can do what this user can, but make a socket of a network.
 *
 * @throws StatixError STATIX_RUNNER_NOT_IN_IMAGE, STATIX_RUNNER_PLACE_TAKEN, STATIX_RUNNER_PLACE_UNUSABLE, those
 *   of the lock
 */
export async function withHostWorkbench<T>(
  request: HostRequest,
  use: (bench: Workbench) => Promise<T>,
): Promise<T> {
  const { identity, signal, report, onWaited = () => undefined, imageRoot } = request;
  const image = await readOwnImage(identity, imageRoot);
  const { target } = image.paths;
  const contract = { ...image, paths: { ...image.paths, home: ownHome(target) } };
  const state = await lockFolder(target);
  let waitingSince: number | undefined;
  return withLock(
    'image',
    async (lost) => {
      if (waitingSince !== undefined) onWaited(performance.now() - waitingSince);
      const places = await claimPlaces(contract.paths, ownerOf(request));
      const ended = AbortSignal.any([signal, lost]);
      return use(hostWorkbench({ ...request, contract, places, signal: ended }));
    },
    {
      signal,
      // In the folder that it is for: whoever shares that one, shares the lock.
      env: { STATIX_STATE_DIR: state },
      onWait: () => {
        waitingSince = performance.now();
        report('Waiting for another build in this image to finish…');
      },
    },
  );
}

/** Whose target folder it is: what one project or one use has compiled, no other takes. */
function ownerOf({ workspaceRoot, project, use, identity, machine }: HostRequest): string {
  const parts = [workspaceRoot, project, use, identity.identity, machine.trustScope];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24);
}

interface Setting extends HostRequest {
  readonly contract: ImageContract;
  readonly places: OwnPlaces;
}

function hostWorkbench(setting: Setting): Workbench {
  const { contract, places, machine } = setting;
  return {
    contract,
    owner: { uid: machine.uid, gid: machine.gid },
    crates: `host-crates-${places.born.crates}`,
    target: { name: `host-target-${ownerOf(setting)}`, born: places.born.target },
    // There is one target folder.
    sharing: 'none',
    secrets: `/dev/shm/statix-${randomUUID()}`,
    // No engine gets anything.
    requireOwn: () => undefined,
    isHere: true,
    processors: () =>
      Promise.resolve(Math.min(availableParallelism(), machine.limits.cpus ?? Infinity)),
    now: () => Promise.resolve(Date.now() / 1000),
    run: (job) => runJob(job, setting),
    elsewhere: onlyInContainer,
    interact: onlyInContainer,
    commandLine: onlyInContainer,
    withSeeds: onlyInContainer,
  };
}

/** No plan asks for it: those that would know no option `runsOn`. */
function onlyInContainer(): never {
  throw new Error('a workbench of this machine has one place and no other');
}

async function runJob<T>(
  job: CargoJob<T>,
  setting: Setting,
): Promise<{ result: JobResult; value: T | undefined }> {
  const { contract, places, signal } = setting;
  const { workspace } = contract.paths;
  try {
    await places.begin();
    const stamps = await guarded(workspace, () => prepare(job, contract));
    const running = runProcess({
      argv: confined(job, contract),
      environment: jobEnvironment(contract, job),
      workingDirectory: job.workingDirectory,
      onOutput: job.onOutput,
      signal,
    });
    job.started?.();
    const result = await running;
    return { result, value: await job.after?.(result, leftFiles(stamps)) };
  } finally {
    try {
      if (job.memory !== undefined) await rm(job.memory.folder, { recursive: true, force: true });
      for (const path of emptyFolders(job, contract))
        await removeFolder(contract.paths.target, path);
    } finally {
      await places.end();
    }
  }
}

async function prepare(job: CargoJob<unknown>, contract: ImageContract) {
  const { paths } = contract;
  const filter = { path: NO_NETWORK_FILE, content: noNetworkFilter(), executable: false };
  await putInput({ folder: paths.home, files: [filter], times: {} });
  for (const input of job.inputs) await putInput(input);
  for (const archive of job.archives ?? []) await unpackArchive(archive);
  if (job.memory !== undefined) {
    await makeMemoryFolder(job.memory.folder);
    await unpackArchive(job.memory);
  }
  await clearOutputs(paths.target, job.outputs, job.folders ?? []);
  for (const path of emptyFolders(job, contract)) await emptyFolder(paths.target, path);
  return stampsOf(job.watched);
}

/**
 * Relative to the target folder, the one place where something may be removed; on the disk, where a container has
 * them in memory. No plan asks for another: see `requireForHost` of the tests.
 */
function emptyFolders(
  { emptyFolders: folders = [] }: CargoJob<unknown>,
  { paths }: ImageContract,
): string[] {
  return folders.map((folder) => {
    const path = relative(paths.target, folder);
    if (path === '' || path.startsWith('..'))
      throw new Error(`${folder} is not of the target folder`);
    return path;
  });
}

/**
 * Cargo ends with this process, and neither it nor what it starts can gain a right; without a network where a
 * container would have none. The filter is of this one thing: files, processes and Unix sockets are all there.
 */
function confined(
  { argv, access, network }: CargoJob<unknown>,
  { paths }: ImageContract,
): readonly string[] {
  const isOnline = access === 'fetch' || (access === 'build' && network === true);
  const filter = isOnline ? [] : ['--seccomp-filter', join(paths.home, NO_NETWORK_FILE)];
  return ['setpriv', '--pdeathsig', 'KILL', '--no-new-privs', ...filter, '--', ...argv];
}

/** TMPFS_MAGIC of linux/magic.h. */
const TMPFS = 0x0102_1994;

/** Secrets are written to no disk. */
async function makeMemoryFolder(path: string): Promise<void> {
  const memory = join(path, '..');
  if ((await statfs(memory).catch(() => undefined))?.type !== TMPFS) throw noMemoryFolder(memory);
  await mkdir(path, { mode: 0o700 });
}

function noMemoryFolder(path: string): StatixError {
  return new StatixError({
    code: 'STATIX_RUNNER_NO_MEMORY_FOLDER',
    what: `${path} is not in memory, and credentials are written to no disk`,
    remedies: [
      {
        text: 'Mount one there when the container is started:',
        snippet: `docker run --tmpfs ${path} …`,
      },
    ],
  });
}
