import { join } from 'node:path/posix';
import { isStatixError } from '@statix/contract';
import { asUpload, type StoppedContainer } from '@statix/engine';
import { agentNotSeen } from './agent-not-seen.js';
import { specOf, type Seeding } from './container-spec.js';
import { jobArchive } from './job-archive.js';
import { prepareContainer, type Prepared } from './prepare-container.js';
import type { Setting } from './setting.js';
import { canUnpackInside, stampsOfInputs, unpackInside, wasNotUnpacked } from './unpack-inside.js';
import type { CargoJob, JobFiles, JobOutput, JobResult } from './workbench.js';

/** Runs a job in a container of its own, to its end. */
export async function runJob<T>(
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

/** What a job wants to find in its container. */
export function contentsOf(job: CargoJob<unknown>, { contract }: Setting) {
  return { ...job, target: contract.paths.target };
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
