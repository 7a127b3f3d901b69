import * as z from 'zod';
import type { Transport } from '../connection/transport.js';
import { pause } from '../state/pause.js';
import { pumpConnection } from './attach-output.js';
import type { ContainerIo, ContainerResult, ExecSpec } from './container-spec.js';
import { exitSignal } from './exit-signal.js';
import { killAfter } from './kill-after.js';
import { wasOutOfMemory } from './run-to-exit.js';

const createdSchema = z.object({ Id: z.string() });
const inspectSchema = z.object({
  Running: z.boolean(),
  ExitCode: z.int().nullish(),
  Pid: z.int().nullish(),
});

/** The engine says in the place of output why a program could not be started. */
const MOST_START_ERROR_BYTES = 4096;

const TIMED_OUT: ContainerResult = {
  exitCode: 137,
  signal: 'SIGKILL',
  oomKilled: false,
  timedOut: true,
};

/** See `RunningContainer.exec`. */
export async function execInContainer(
  transport: Transport,
  containerId: string,
  spec: ExecSpec,
  io: ContainerIo & { signal: AbortSignal },
): Promise<ContainerResult> {
  const { signal } = io;
  const id = await createExec(transport, containerId, spec, io);
  const connection = await transport.connect({
    doing: 'run a command in a container',
    path: `/exec/${id}/start`,
    body: { Detach: false, Tty: false },
    signal,
  });
  const beginning: Buffer[] = [];
  let length = 0;
  const stdout = (chunk: Buffer): unknown => {
    if (length < MOST_START_ERROR_BYTES) beginning.push(Buffer.from(chunk));
    length += chunk.byteLength;
    return io.stdout?.(chunk);
  };
  const failed = new AbortController();
  const deadline = killAfter(transport, containerId, io.timeoutMilliseconds, (error) => {
    failed.abort(error);
  });
  try {
    const either = AbortSignal.any([signal, failed.signal]);
    await pumpConnection(connection, { ...io, stdout }, either).ended.catch((error: unknown) => {
      // After a kill the container is gone, and all that was open with it.
      if (!deadline.passed || failed.signal.aborted) throw error;
    });
    if (deadline.passed) return TIMED_OUT;
    const { exitCode, started } = await inspectEnded(transport, id, signal);
    const killedBy = exitSignal(exitCode);
    const oomKilled =
      killedBy === 'SIGKILL' && (await wasOutOfMemory(transport, containerId, signal));
    return {
      exitCode,
      ...(killedBy === undefined ? {} : { signal: killedBy }),
      oomKilled,
      timedOut: false,
      ...(started
        ? {}
        : {
            startError: startErrorOf(Buffer.concat(beginning)),
          }),
    };
  } finally {
    connection.destroy();
    await deadline.end();
  }
}

async function createExec(
  transport: Transport,
  containerId: string,
  { command, environment, workingDirectory, user }: ExecSpec,
  { stdin, signal }: ContainerIo,
): Promise<string> {
  const { Id } = await transport.json(
    {
      doing: 'prepare a command in a container',
      method: 'POST',
      path: `/containers/${containerId}/exec`,
      body: {
        AttachStdin: stdin !== undefined,
        AttachStdout: true,
        AttachStderr: true,
        Tty: false,
        Privileged: false,
        Cmd: command,
        Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
        ...(workingDirectory === undefined ? {} : { WorkingDir: workingDirectory }),
        ...(user === undefined ? {} : { User: user }),
      },
      signal,
    },
    createdSchema,
  );
  return Id;
}

/** Docker says it where the command would have printed; Podman 4.3 says nothing. */
function startErrorOf(beginning: Buffer): string {
  const said = beginning.toString('utf8', 0, MOST_START_ERROR_BYTES).trim();
  return said === '' ? 'The engine did not say why.' : said;
}

/**
 * Docker keeps the number of a process that has ended. Podman forgets it, so that there a command that
 * ends with one of these itself counts as one that could not be started.
 */
const CANNOT_START = [126, 127];

/** Outputs end a moment before the engine knows how the command ended, or before it has ended at all. */
async function inspectEnded(
  transport: Transport,
  id: string,
  signal: AbortSignal,
): Promise<{ exitCode: number; started: boolean }> {
  for (let milliseconds = 20; ; milliseconds = Math.min(2 * milliseconds, 1000)) {
    const { Running, ExitCode, Pid } = await transport.json(
      { doing: 'see how a command ended', method: 'GET', path: `/exec/${id}/json`, signal },
      inspectSchema,
    );
    if (!Running && typeof ExitCode === 'number')
      return { exitCode: ExitCode, started: Pid !== 0 || !CANNOT_START.includes(ExitCode) };
    await pause(milliseconds, signal);
  }
}
