import pLimit from 'p-limit';

/**
 * Does the work for every item, for so many at a time, in the order in which they are given. The
 * first error ends it: nothing more is begun.
 */
export async function atOnce<Item>(
  limit: number,
  items: Iterable<Item>,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const enter = pLimit(limit);
  try {
    await Promise.all(Array.from(items, (item) => enter(work, item)));
  } finally {
    enter.clearQueue();
  }
}
