import { isRefusal } from '../connection/engine-refusal.js';
import type { Transport } from '../connection/transport.js';

/**
 * Kills a container if it runs, and removes it. Volumes with a name stay; those that the engine made
 * for a VOLUME line of the image go with it (`v`), as nothing else could ever find them. No error if
 * the container is not there or somebody else is removing it.
 */
export async function removeContainer(
  transport: Transport,
  nameOrId: string,
  deadlineMilliseconds?: number,
): Promise<void> {
  try {
    await transport.done({
      doing: `remove the container ${nameOrId}`,
      method: 'DELETE',
      path: `/containers/${nameOrId}`,
      query: { force: '1', v: '1' },
      ...(deadlineMilliseconds === undefined ? {} : { deadlineMilliseconds }),
    });
  } catch (error) {
    // 409: "removal of container … is already in progress".
    if (!isRefusal(error, 404, 409)) throw error;
  }
}
