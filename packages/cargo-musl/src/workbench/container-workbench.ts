import { join } from 'node:path/posix';
import {
  isStatixError,
  type ImageContract,
  type ImageIdentity,
  type NxCommands,
} from '@statix/contract';
import { connectEngine, installationId, withLock } from '@statix/engine';
import type { ContainerSpec, Engine, StoppedContainer } from '@statix/engine';
import {
  ensureImage,
  keepVolumesWithin,
  readImageContract,
  recordVolumeUse,
} from '@statix/toolchain';
import type { Machine } from '../machine/machine.js';
import { outputMarkers } from './output-markers.js';
import { volumeLabels, volumeNames, type Volumes } from './volumes.js';
import type { CargoJob, JobFiles, Workbench } from './workbench.js';

export interface WorkbenchRequest {
  readonly workspaceRoot: string;
  /** The Nx project that is built: target folders are never shared between projects. */
  readonly project: string;
  readonly identity: ImageIdentity;
  readonly machine: Machine;
  readonly signal: AbortSignal;
  /** Gets lines for a person. */
  readonly report: (line: string) => void;
  /** How commands of Nx are typed in the workspace. */
  readonly commands?: (() => NxCommands) | undefined;
}

/**
 * Opens a workbench whose jobs are containers of an engine, lets `use` have it, and ends it whatever
 * happens. One build at a time uses a target volume; Cargo would wait as well, and only so do the
 * staged times hold. Builds of other projects have target volumes of their own and do not wait.
 *
 * @throws StatixError those of engine, image and lock
 */
export async function withContainerWorkbench<T>(
  { workspaceRoot, project, identity, machine, signal, report, commands }: WorkbenchRequest,
  use: (bench: Workbench) => Promise<T>,
): Promise<T> {
  const engine = await connectEngine({ signal });
  await engine.reapLeftovers();
  const { imageId } = await ensureImage(engine, {
    workspaceRoot,
    identity,
    signal,
    report,
    commands,
  });
  const contract = await readImageContract(engine, imageId, { workspaceRoot, identity });
  const scope = {
    installation: await installationId(),
    uid: machine.uid,
    workspaceRoot,
    imageIdentity: identity.identity,
    trustScope: machine.trustScope,
    project,
  };
  const volumes = volumeNames(scope);
  const open = async (lost: AbortSignal): Promise<T> => {
    const ended = AbortSignal.any([signal, lost]);
    // Under both locks: who prunes the crates takes those of all target volumes, then this one, and
    // looks again for target volumes made meanwhile.
    await withLock(
      volumes.cargoHome,
      async () => {
        for (const [volume, labels] of Object.entries(volumeLabels(scope))) {
          await engine.ensureVolume(volume, labels);
          await recordVolumeUse(volume);
        }
      },
      { signal: ended },
    );
    return use(containerWorkbench({ engine, imageId, contract, machine, volumes, signal: ended }));
  };
  const value = await withLock(volumes.target, open, {
    signal,
    onWait: () => {
      report(`Waiting for another build of ${project} to finish…`);
    },
  });
  await keepVolumesWithin(engine, {
    installation: scope.installation,
    limitBytes: machine.cacheLimit,
    keep: Object.values(volumes),
  });
  return value;
}

interface Setting {
  readonly engine: Engine;
  readonly imageId: string;
  readonly contract: ImageContract;
  readonly machine: Machine;
  readonly volumes: Volumes;
  readonly signal: AbortSignal;
}

function containerWorkbench(setting: Setting): Workbench {
  const { engine, contract, machine, volumes, signal } = setting;
  return {
    contract,
    owner: { uid: machine.uid, gid: machine.gid },
    crates: volumes.cargoHome,
    target: volumes.target,
    now: async () => (await engine.facts()).systemTime.getTime() / 1000,
    run: (job) =>
      engine.runContainer(
        specOf(job, setting),
        { stdout: job.onOutput.stdout, stderr: job.onOutput.stderr, signal },
        {
          before: (container) => prepare(container, job, setting),
          after: async (container, result) => job.after?.(result, filesOf(container, job, setting)),
        },
      ),
  };
}

function specOf(job: CargoJob<unknown>, setting: Setting): ContainerSpec {
  const { imageId, contract, machine, volumes } = setting;
  const crates = { volume: volumes.cargoHome, target: contract.paths.cargoHome };
  return {
    image: imageId,
    purpose: job.purpose,
    command: [...job.argv],
    environment: { ...job.environment },
    workingDirectory: job.workingDirectory,
    user: `${machine.uid}:${machine.gid}`,
    limits: machine.limits,
    ...(job.access === 'fetch'
      ? { network: 'bridge', volumes: [crates] }
      : {
          network: 'none',
          volumes: [
            { ...crates, readOnly: true },
            { volume: volumes.target, target: contract.paths.target },
          ],
        }),
  };
}

async function prepare(
  container: StoppedContainer,
  job: CargoJob<unknown>,
  { contract, machine }: Setting,
): Promise<void> {
  for (const { folder, archive } of job.inputs) await container.putArchive(folder, archive());
  if (job.outputs.length === 0) return;
  await container.putArchive(contract.paths.target, outputMarkers(job.outputs, machine));
}

function filesOf(
  container: StoppedContainer,
  job: CargoJob<unknown>,
  { contract }: Setting,
): JobFiles {
  const outputs = new Set(job.outputs.map((path) => join(contract.paths.target, path)));
  return {
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
