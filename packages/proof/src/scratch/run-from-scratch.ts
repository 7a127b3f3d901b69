import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { packArchive } from '@statix/engine';
import type { ContainerResult, ContainerSpec } from '@statix/engine';
import { currentOwner } from '@statix/engine';
import { ownerLabels } from '@statix/engine';
import { SCRATCH_PURPOSE } from '@statix/engine';
import { randomRun } from '@statix/engine';
import type { Engine } from '@statix/engine';
import { CappedOutput } from './capped-output.js';
import { withStartFailure } from './start-failure.js';

export interface ScratchRequest {
  /** Path on this machine. */
  program: string;
  arguments: string[];
  environment?: Record<string, string> | undefined;
  /** There is none: the program's standard input is empty. */
  stdin?: never;
  /** Folders that are writable; nothing else is. */
  tmpfs?: string[] | undefined;
  timeoutMilliseconds: number;
  /** 128 MiB if left out. */
  memoryBytes?: number | undefined;
  /** Processes and threads; 32 if left out. */
  pids?: number | undefined;
  /** Of each output; 1 MiB if left out. */
  maxOutputBytes?: number | undefined;
  signal?: AbortSignal | undefined;
  env?: NodeJS.ProcessEnv | undefined;
}

export interface ScratchRun {
  result: ContainerResult;
  stdout: Buffer;
  stderr: Buffer;
  outputTruncated: boolean;
}

const MEBIBYTE = 1024 * 1024;
const TMPFS_OPTIONS = 'rw,noexec,nosuid,nodev,size=64m,mode=1777';

/**
 * Runs a program in an image that holds nothing else: no loader, no library, no shell. So what runs
 * here needs nothing but a kernel. It has no network, no rights, one CPU and nothing to write to.
 *
 * That it cannot be started (`exec format error`) is a result. The image and the container are gone
 * afterwards.
 */
export async function runFromScratch(engine: Engine, request: ScratchRequest): Promise<ScratchRun> {
  const { signal, maxOutputBytes = MEBIBYTE } = request;
  const imageId = await importProgram(engine, request);
  const stdout = new CappedOutput(maxOutputBytes);
  const stderr = new CappedOutput(maxOutputBytes);
  try {
    const { result } = await engine.runContainer(scratchSpec(imageId, request), {
      stdout: stdout.push,
      stderr: stderr.push,
      timeoutMilliseconds: request.timeoutMilliseconds,
      signal,
    });
    const outputs = { stdout: stdout.content(), stderr: stderr.content() };
    return {
      result: withStartFailure(result, outputs),
      ...outputs,
      outputTruncated: stdout.truncated || stderr.truncated,
    };
  } finally {
    // Not the error to report, if there is one already; the next start reaps what stays.
    await engine.removeImage(imageId).catch(() => undefined);
  }
}

/** What the program runs in; see `containerCreateRequest` for what every container has. */
export function scratchSpec(imageId: string, request: ScratchRequest): ContainerSpec {
  return {
    image: imageId,
    command: ['/program', ...request.arguments],
    environment: request.environment ?? {},
    workingDirectory: '/',
    user: '65534:65534',
    purpose: SCRATCH_PURPOSE,
    tmpfs: Object.fromEntries((request.tmpfs ?? []).map((path) => [path, TMPFS_OPTIONS])),
    network: 'none',
    readOnlyRoot: true,
    // Docker's init is a program of its own; here the program itself has to be process 1.
    init: false,
    limits: {
      pids: request.pids ?? 32,
      memoryBytes: request.memoryBytes ?? 128 * MEBIBYTE,
      cpus: 1,
    },
  };
}

async function importProgram(
  engine: Engine,
  { program, env = process.env, signal }: ScratchRequest,
): Promise<string> {
  const { size } = await stat(program);
  const entry = {
    path: 'program',
    mode: 0o755,
    content: { size, open: () => createReadStream(program) },
  };
  const labels = ownerLabels(await currentOwner(env), SCRATCH_PURPOSE, randomRun());
  return engine.importImage(packArchive([entry]), { command: ['/program'], labels, signal });
}
