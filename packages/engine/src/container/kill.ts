import { isRefusal } from '../connection/engine-refusal.js';
import type { Transport } from '../connection/transport.js';

/** Sends process 1 of a container a signal, which ends it at once unless another is named; one that has ended is fine. */
export async function kill(transport: Transport, id: string, signal = 'SIGKILL'): Promise<void> {
  try {
    await transport.done({
      doing: signal === 'SIGKILL' ? 'kill a container' : `send a container signal ${signal}`,
      method: 'POST',
      path: `/containers/${id}/kill`,
      query: { signal },
    });
  } catch (error) {
    // It ended by itself meanwhile.
    if (!isRefusal(error, 404, 409)) throw error;
  }
}
