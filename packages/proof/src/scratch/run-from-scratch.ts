import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import {
  currentOwner,
  ownerLabels,
  packArchive,
  randomRun,
  SCRATCH_PURPOSE,
  type ContainerResult,
  type ContainerSpec,
  type Engine,
} from '@statix/engine';
import type { RunExpectation } from '../checks/run-checks.js';
import { CappedOutput } from './capped-output.js';
import { ExpectedOutput } from './expected-output.js';
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
  /** With output expected and no exit code, a program that has said it and goes on is ended. */
  expectation?: Pick<RunExpectation, 'exitCode' | 'stdout'> | undefined;
  signal?: AbortSignal | undefined;
  env?: NodeJS.ProcessEnv | undefined;
}

export interface ScratchRun {
  result: ContainerResult;
  /** It had said what was expected and went on, and was ended for that. */
  endedAfterOutput: boolean;
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
  const { maxOutputBytes = MEBIBYTE } = request;
  const imageId = await importProgram(engine, request);
  const stdout = new CappedOutput(maxOutputBytes);
  const stderr = new CappedOutput(maxOutputBytes);
  const expected = new ExpectedOutput(stdout, request.expectation);
  try {
    const result = await runUntilSaid(engine, imageId, request, { stdout, stderr, expected });
    const outputs = { stdout: stdout.content(), stderr: stderr.content() };
    return {
      result: withStartFailure(result ?? ENDED, outputs),
      endedAfterOutput: result === undefined,
      ...outputs,
      outputTruncated: stdout.truncated || stderr.truncated,
    };
  } finally {
    expected.close();
    // Not the error to report, if there is one already; the next start reaps what stays.
    await engine.removeImage(imageId).catch(() => undefined);
  }
}

/** Of a program that was ended because it had said what was expected: no exit code of its own. */
const ENDED: ContainerResult = { exitCode: 0, oomKilled: false, timedOut: false };

/** @returns undefined if the program was ended because it had said what was expected */
async function runUntilSaid(
  engine: Engine,
  imageId: string,
  request: ScratchRequest,
  {
    stdout,
    stderr,
    expected,
  }: { stdout: CappedOutput; stderr: CappedOutput; expected: ExpectedOutput },
): Promise<ContainerResult | undefined> {
  const { signal } = request;
  const signals = signal === undefined ? [expected.said] : [signal, expected.said];
  try {
    const { result } = await engine.runContainer(scratchSpec(imageId, request), {
      stdout: (chunk) => {
        stdout.push(chunk);
        expected.look();
      },
      stderr: stderr.push,
      timeoutMilliseconds: request.timeoutMilliseconds,
      signal: AbortSignal.any(signals),
    });
    return result;
  } catch (error) {
    if (expected.said.aborted && error === expected.said.reason) return undefined;
    throw error;
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
    // Linux gives process 1 no signal that it has no handler for: abort() of a process 1 goes on to
    // its `hlt` and ends as SIGSEGV. The engine mounts the init; the image still holds nothing else.
    init: true,
    limits: {
      pids: request.pids ?? 32,
      memoryBytes: request.memoryBytes ?? 128 * MEBIBYTE,
      cpus: 1,
    },
  };
}

/** An image of the program and nothing else; who makes it removes it. */
export async function importProgram(
  engine: Engine,
  { program, env = process.env, signal }: Pick<ScratchRequest, 'program' | 'env' | 'signal'>,
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
