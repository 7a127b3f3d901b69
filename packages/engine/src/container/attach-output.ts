import { isNativeError } from 'node:util/types';
import type { OpenConnection, OpenResponse, Transport } from '../connection/transport.js';
import type { ContainerIo } from './container-spec.js';
import { feedInput } from './feed-input.js';
import { OutputFrames } from './output-frames.js';

export interface AttachedOutput {
  /** Settles when both outputs have ended or the signal is aborted. */
  readonly ended: Promise<void>;
  /**
   * The container has ended: from now on `tooLate` is called when the engine sends nothing for
   * `milliseconds`. The time that a sink takes does not count.
   */
  expectEnd(milliseconds: number, tooLate: () => void): void;
}

/**
 * Connects to a container's outputs; call it before the container is started, or the beginning is
 * lost: nothing logs it.
 */
export async function attachOutput(
  transport: Transport,
  id: string,
  io: ContainerIo,
  signal: AbortSignal,
): Promise<AttachedOutput> {
  const call = {
    doing: 'follow the output of a container',
    path: `/containers/${id}/attach`,
    query: { stream: '1', stdout: '1', stderr: '1' },
    signal,
  };
  if (io.stdin === undefined) {
    return pumpOutput(await transport.open({ ...call, method: 'POST' }), io, signal);
  }
  const query = { ...call.query, stdin: '1' };
  return pumpConnection(await transport.connect({ ...call, query }), io, signal);
}

/** Both ways at once. The output ends with an error if what is fed in does. */
export function pumpConnection(
  connection: OpenConnection,
  io: ContainerIo,
  signal: AbortSignal,
): AttachedOutput {
  const failed = new AbortController();
  const output = pumpOutput(connection, io, AbortSignal.any([signal, failed.signal]));
  const feeding = feedInput(connection.input, io.stdin ?? Buffer.alloc(0)).catch(
    (error: unknown) => {
      failed.abort(error);
      connection.destroy();
      throw error;
    },
  );
  const both = async (): Promise<void> => {
    try {
      await output.ended;
    } catch (error) {
      await feeding;
      throw error;
    } finally {
      connection.destroy();
      await feeding.catch(() => undefined);
    }
  };
  return { ...output, ended: both() };
}

function pumpOutput(
  response: OpenResponse,
  { stdout, stderr }: ContainerIo,
  signal: AbortSignal,
): AttachedOutput {
  const frames = new OutputFrames({ stdout, stderr });
  let waitsForEngine = true;
  let arm = (): NodeJS.Timeout | undefined => undefined;
  let timer: NodeJS.Timeout | undefined;
  const pump = async (): Promise<void> => {
    try {
      for await (const chunk of response.chunks) {
        clearTimeout(timer);
        waitsForEngine = false;
        await orAborted(frames.push(chunk), signal);
        waitsForEngine = true;
        timer = arm();
      }
      frames.end();
    } finally {
      clearTimeout(timer);
      waitsForEngine = false;
      response.destroy();
    }
  };
  return {
    ended: pump(),
    expectEnd(milliseconds, tooLate) {
      arm = () => setTimeout(tooLate, milliseconds);
      if (waitsForEngine) timer = arm();
    },
  };
}

/** A sink may wait for something that never comes: after an abort nobody waits for it. */
function orAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      const reason: unknown = signal.reason;
      reject(isNativeError(reason) ? reason : new Error(String(reason)));
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', stop);
    });
  });
}
