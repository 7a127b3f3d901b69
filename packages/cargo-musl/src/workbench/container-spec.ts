import type { ContainerSpec } from '@statix/engine';
import type { Setting } from './setting.js';
import { seedsFolder, type CargoJob } from './workbench.js';

/** A job that moves crates which were compiled for all. */
export interface Seeding {
  readonly store: string;
  readonly into: string;
}

/** Programs that a test has written may be run. */
const EMPTY_FOLDER = 'rw,exec,nosuid,nodev,mode=1777';

/** The container of a job. */
export function specOf(
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
