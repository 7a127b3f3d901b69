import { createHash } from 'node:crypto';
import { joinQueue, type QueuePlace } from '@statix/engine';

/**
 * Does the work of a task as one of those of the workspace that compile with cargo. It stands in the queue from
 * its beginning: tasks that Nx starts at the same time know of each other before one of them takes what all want.
 */
export async function inBuildQueue<T>(
  workspaceRoot: string,
  work: (queue: QueuePlace) => Promise<T>,
): Promise<T> {
  const digest = createHash('sha256').update(workspaceRoot).digest('hex').slice(0, 16);
  const queue = await joinQueue(`cargo-${digest}`);
  try {
    return await work(queue);
  } finally {
    queue.leave();
  }
}
