import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { errorCode } from '@statix/contract';
import type { JobOutput, JobResult } from '../workbench/workbench.js';

export interface ProcessRequest {
  readonly argv: readonly string[];
  /** All that it gets. */
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  readonly onOutput: JobOutput;
  readonly signal: AbortSignal;
}

/** What a process is given to end by itself; all has to be over within 3 s. */
const GRACE_MILLISECONDS = 2000;

/** How long an output is listened to that somebody holds open and nobody writes to. */
const SILENCE_MILLISECONDS = 1000;

/**
 * Runs a program to its end in a group of its own, and ends what is left of the group. A process that has put
 * itself into another session stays: only a container holds that one.
 *
 * @throws what ended `signal`, and what `onOutput` throws
 */
export async function runProcess({
  argv,
  environment,
  workingDirectory,
  onOutput,
  signal,
}: ProcessRequest): Promise<JobResult> {
  signal.throwIfAborted();
  const [program = '', ...args] = argv;
  const { execa } = await import('execa');
  // That of a container: what a build script writes has the modes that it would have there.
  const umask = process.umask(0o022);
  const child = execa(program, args, {
    cwd: workingDirectory,
    env: { ...environment },
    extendEnv: false,
    stdin: 'ignore',
    buffer: false,
    // A group of its own.
    detached: true,
    reject: false,
  });
  process.umask(umask);
  const kill = (name: NodeJS.Signals): void => {
    killGroup(child.pid, name);
  };
  let killing: NodeJS.Timeout | undefined;
  const stop = (): void => {
    kill('SIGTERM');
    killing = setTimeout(kill, GRACE_MILLISECONDS, 'SIGKILL');
  };
  signal.addEventListener('abort', stop, { once: true });
  const outputs = [
    new Output(child.stdout, onOutput.stdout),
    new Output(child.stderr, onOutput.stderr),
  ];
  child.once('exit', () => {
    kill('SIGKILL');
    for (const output of outputs) output.endWhenSilent();
  });
  try {
    const [result] = await Promise.all([child, ...outputs.map((output) => output.read())]);
    signal.throwIfAborted();
    return jobResult(result);
  } catch (error) {
    kill('SIGKILL');
    throw error;
  } finally {
    clearTimeout(killing);
    signal.removeEventListener('abort', stop);
    for (const output of outputs) output.stopWatching();
  }
}

function jobResult({
  exitCode,
  signal,
  code,
  shortMessage,
}: {
  readonly exitCode?: number | undefined;
  readonly signal?: NodeJS.Signals | undefined;
  readonly code?: string | undefined;
  readonly shortMessage?: string | undefined;
}): JobResult {
  if (exitCode !== undefined) return { exitCode, oomKilled: false };
  if (signal !== undefined)
    return { exitCode: 128 + constants.signals[signal], signal, oomKilled: false };
  return {
    exitCode: 127,
    oomKilled: false,
    startError: shortMessage ?? code ?? 'it did not start',
  };
}

function killGroup(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}

/** One of the outputs, which flows as fast as it is taken. */
class Output {
  private isTaking = false;
  private heard = 0;
  private isCut = false;
  private watch: NodeJS.Timeout | undefined;

  constructor(
    private readonly stream: Readable,
    private readonly take: JobOutput['stdout'],
  ) {}

  async read(): Promise<void> {
    try {
      for await (const chunk of this.stream) {
        if (!Buffer.isBuffer(chunk)) continue;
        this.heard += 1;
        this.isTaking = true;
        await this.take(chunk);
        this.isTaking = false;
      }
    } catch (error) {
      // The iterator of a stream that was destroyed says so.
      if (!this.isCut || this.isTaking) throw error;
    }
  }

  /** The program has ended: whoever else holds its output is not waited for. */
  endWhenSilent(): void {
    let before = -1;
    this.watch = setInterval(() => {
      if (this.isTaking || this.heard !== before || this.stream.readableLength > 0) {
        before = this.heard;
        return;
      }
      this.isCut = true;
      this.stream.destroy();
    }, SILENCE_MILLISECONDS);
  }

  stopWatching(): void {
    clearInterval(this.watch);
  }
}
