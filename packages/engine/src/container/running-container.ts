import { StatixError } from '@statix/contract';
import { isRefusal } from '../connection/engine-refusal.js';
import type { Transport } from '../connection/transport.js';
import { pause } from '../state/pause.js';
import { containerCreateRequest } from './container-create-request.js';
import type { ContainerSpec, RunningContainer } from './container-spec.js';
import { execInContainer } from './exec-in-container.js';
import type { Owner } from './owner.js';
import { randomRun } from './run-container.js';
import { start, waitForExit } from './run-to-exit.js';
import { stoppedContainer } from './stopped-container.js';
import { withContainer } from './with-container.js';

/** For how long the engine may not yet know that a container has ended in which nothing starts. */
const END_UNKNOWN_MILLISECONDS = 1000;

/** See `Engine.withRunningContainer`. */
export async function withRunningContainer<T>(
  transport: Transport,
  owner: Owner,
  spec: ContainerSpec,
  { signal: asked }: { signal?: AbortSignal | undefined },
  use: (container: RunningContainer) => Promise<T>,
): Promise<T> {
  const request = containerCreateRequest(spec, owner, randomRun());
  return withContainer(transport, request, asked, async (id) => {
    const ended = new AbortController();
    const signal = AbortSignal.any([ended.signal, ...(asked === undefined ? [] : [asked])]);
    const fail = (error: unknown): void => {
      ended.abort(error);
    };
    const startError = await start(transport, id, signal);
    if (startError !== undefined) throw containerEnded(startError);
    const waiting = waitForExit(transport, id, { signal, fail }).then(({ exitCode }) => {
      fail(containerEnded(`What keeps it running ended with exit code ${exitCode}.`));
    }, fail);
    try {
      return await use({
        ...stoppedContainer(transport, id, signal),
        exec: async (command, io) => {
          try {
            const result = await execInContainer(transport, id, command, { ...io, signal });
            // In a container that has just ended nothing can be started, and the engine says of the
            // command what is true of the container (seen on Docker 26.1 under load).
            if (result.startError !== undefined) await pause(END_UNKNOWN_MILLISECONDS, signal);
            return result;
          } catch (error) {
            // The container does not run any more, and who waits for its end is about to hear of it.
            if (!saysNotRunning(error)) throw error;
            await waiting;
            signal.throwIfAborted();
            throw error;
          }
        },
      });
    } finally {
      ended.abort();
      await waiting;
    }
  });
}

/** Docker by the status; Podman answers 500 with these words (seen with 5.4). */
function saysNotRunning(error: unknown): boolean {
  if (isRefusal(error, 409)) return true;
  return isRefusal(error, 500) && error.reason.includes('container state improper');
}

function containerEnded(why: string): StatixError {
  return new StatixError({
    code: 'STATIX_CONTAINER_ENDED',
    what: 'A container ended before the commands that were to run in it',
    why,
    remedies: [
      'Run the command again. If it happens again, see whether the engine has memory left.',
    ],
  });
}
