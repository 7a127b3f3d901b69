import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import type { RunExpectation } from '@statix/contract';
import {
  SCRATCH_PURPOSE,
  type ContainerResult,
  type ContainerSpec,
  type Engine,
  type StartedContainer,
} from '@statix/engine';
import type { ProgramRun } from '../checks/program-run.js';
import type { RunFile } from '../expectations/run-plan.js';
import { starterCommand, TOLD_SIGNAL } from '../starter/starter-command.js';
import { StarterReportReader } from '../starter/starter-report.js';
import { CappedOutput } from './capped-output.js';
import { ExpectedOutput } from './expected-output.js';
import { programPath } from './program-path.js';
import { makeRoot, type MadeRoot } from './run-root.js';
import { toldResult } from './told-result.js';

export interface ScratchRequest {
  /** Path on this machine. */
  program: string;
  /** The name that it is started under; that of the file if left out. */
  name?: string | undefined;
  arguments: string[];
  environment?: Record<string, string> | undefined;
  /** Text on its standard input, which is empty if left out. */
  stdin?: string | undefined;
  /** See `makeRoot`. */
  files?: readonly RunFile[] | undefined;
  root?: string | undefined;
  /** The processor that it runs on; that of the machine if left out. */
  cpu?: { readonly emulator: Buffer; readonly model: string } | undefined;
  /** Folders that are writable; nothing else is. */
  tmpfs?: string[] | undefined;
  timeoutMilliseconds: number;
  /** 128 MiB if left out. */
  memoryBytes?: number | undefined;
  /** Processes and threads; 32 if left out. */
  pids?: number | undefined;
  /** Of each output; 1 MiB if left out. */
  maxOutputBytes?: number | undefined;
  /** With output expected and no end, a program that has said it and goes on is ended. */
  expectation?: Omit<RunExpectation, 'timeoutSeconds'> | undefined;
  signal?: AbortSignal | undefined;
  env?: NodeJS.ProcessEnv | undefined;
}

export interface ScratchRun extends ProgramRun {
  /** It had said what was expected and went on, and was ended for that. */
  endedAfterOutput: boolean;
  /** The image that it ran on top of; undefined for scratch. */
  base: MadeRoot['base'];
}

const MEBIBYTE = 1024 * 1024;
const TMPFS_OPTIONS = 'rw,noexec,nosuid,nodev,size=64m,mode=1777';

/**
 * The starter ends the program when its time is over, and says so. This much later the engine ends the container,
 * should it not have.
 */
const STARTER_MILLISECONDS = 10_000;

/**
 * Runs a program in an image that holds nothing else but its starter and the files that were asked for: no loader,
 * no library, no shell. So what runs here needs nothing but a kernel. It has no network but its own loopback, no
 * rights, one CPU and nothing to write to.
 *
 * That it cannot be started (`Exec format error`) is a result. The image and the container are gone
 * afterwards.
 *
 * @throws StatixError as `makeRoot`
 */
export async function runFromScratch(engine: Engine, request: ScratchRequest): Promise<ScratchRun> {
  const { maxOutputBytes = MEBIBYTE, name = basename(request.program) } = request;
  const emulator = request.cpu?.emulator;
  const { imageId, base } = await makeRoot(engine, { ...request, name, emulator });
  const stdout = new CappedOutput(maxOutputBytes);
  const stderr = new CappedOutput(maxOutputBytes);
  const nonce = randomBytes(16).toString('hex');
  const reader = new StarterReportReader(nonce, stderr.push);
  const spec = scratchSpec(imageId, { ...request, name }, nonce);
  try {
    const result = await runUntilSaid(engine, spec, request, { stdout, reader });
    reader.end();
    return {
      ...toldResult(result, reader.report(), stderr.content()),
      endedAfterOutput: result === undefined,
      base,
      stdout: stdout.content(),
      stderr: stderr.content(),
      outputTruncated: stdout.truncated || stderr.truncated,
    };
  } finally {
    // Not the error to report, if there is one already; the next start reaps what stays.
    await engine.removeImage(imageId).catch(() => undefined);
  }
}

/** @returns undefined if the program was ended because it had said what was expected */
async function runUntilSaid(
  engine: Engine,
  spec: ContainerSpec,
  { signal, stdin, timeoutMilliseconds, expectation = {} }: ScratchRequest,
  { stdout, reader }: { stdout: CappedOutput; reader: StarterReportReader },
): Promise<ContainerResult | undefined> {
  const { ready, stop, exitCode, signal: endingSignal } = expectation;
  const said = new AbortController();
  let begin: (container: StartedContainer) => void = () => undefined;
  const started = new Promise<StartedContainer>((resolve) => {
    begin = resolve;
  });
  // Who expects an end waits for it, and a server is ended by its starter.
  const goesOn = exitCode !== undefined || endingSignal !== undefined || stop !== undefined;
  const watched = [
    new ExpectedOutput(stdout, goesOn ? undefined : expectation.stdout, () => {
      said.abort(new Error('It has said what was expected'));
    }),
    new ExpectedOutput(
      stdout,
      ready !== undefined && 'stdout' in ready ? ready.stdout : undefined,
      () => {
        started
          .then((container) => container.signal(TOLD_SIGNAL))
          // An engine that cannot be reached any more is told of by what waits for the container.
          .catch(() => undefined);
      },
      { graceMilliseconds: 0 },
    ),
  ];
  try {
    const { result } = await engine.runContainer(
      spec,
      {
        stdout: (chunk) => {
          stdout.push(chunk);
          for (const one of watched) one.look();
        },
        stderr: reader.push,
        stdin: stdin === undefined ? undefined : Buffer.from(stdin),
        timeoutMilliseconds: timeoutMilliseconds + STARTER_MILLISECONDS,
        signal: AbortSignal.any(signal === undefined ? [said.signal] : [signal, said.signal]),
      },
      {
        started: (container) => {
          begin(container);
        },
      },
    );
    return result;
  } catch (error) {
    if (said.signal.aborted && error === said.signal.reason) return undefined;
    throw error;
  } finally {
    for (const one of watched) one.close();
  }
}

/** What the program runs in; see `containerCreateRequest` for what every container has. */
export function scratchSpec(
  imageId: string,
  request: ScratchRequest & { name: string },
  nonce: string,
): ContainerSpec {
  const bare = bareSpec(imageId, request);
  return {
    ...bare,
    // The starter is a process as well.
    limits: { ...bare.limits, pids: bare.limits.pids + 1 },
    command: starterCommand({
      ...request,
      nonce,
      program: programPath(request.name),
      cpu: request.cpu?.model,
    }),
    // The starter is process 1. Linux gives that no signal that it has no handler for: abort() of a process 1 goes
    // on to its `hlt` and ends as SIGSEGV.
    init: false,
  };
}

type Limits = Required<{ [Name in keyof ContainerSpec['limits']]: number }>;

/** The same without a command. */
export function bareSpec(
  imageId: string,
  request: Pick<ScratchRequest, 'environment' | 'tmpfs' | 'pids' | 'memoryBytes'>,
): Omit<ContainerSpec, 'command' | 'limits'> & { limits: Limits } {
  return {
    image: imageId,
    environment: request.environment ?? {},
    workingDirectory: '/',
    user: '65534:65534',
    purpose: SCRATCH_PURPOSE,
    tmpfs: Object.fromEntries((request.tmpfs ?? []).map((path) => [path, TMPFS_OPTIONS])),
    network: 'none',
    readOnlyRoot: true,
    limits: {
      pids: request.pids ?? 32,
      memoryBytes: request.memoryBytes ?? 128 * MEBIBYTE,
      cpus: 1,
    },
  };
}
