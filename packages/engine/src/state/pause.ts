import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits, and fails with the reason of the signal as soon as that is aborted. Node's own timer fails
 * with an AbortError instead, which says nothing of why (lib/timers/promises.js has it as `cause`).
 *
 * @param milliseconds For how long.
 */
export async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
