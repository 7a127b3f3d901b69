import { isRefusal } from '../connection/engine-refusal.js';
import type { Transport } from '../connection/transport.js';

/** Ends a container at once; one that has ended is fine. */
export async function kill(transport: Transport, id: string): Promise<void> {
  try {
    await transport.done({
      doing: 'kill a container',
      method: 'POST',
      path: `/containers/${id}/kill`,
      query: { signal: 'SIGKILL' },
    });
  } catch (error) {
    // It ended by itself meanwhile.
    if (!isRefusal(error, 404, 409)) throw error;
  }
}
