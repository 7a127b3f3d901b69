import { withLock, type Engine, type LockOptions } from '@statix/engine';
import { locksOfVolume, type BuildVolume } from './build-volumes.js';

/**
 * Removes a volume under the locks of all builds that use it. A build that begins meanwhile makes its
 * target volume under the lock of the crates, so it is seen by looking once more.
 *
 * @param list the volumes as they are now
 * @param options whether to wait for builds that use it: `onWait` may abort `signal`
 * @returns whether it was removed
 */
export async function removeUnusedVolume(
  engine: Pick<Engine, 'removeVolume'>,
  volume: BuildVolume,
  list: () => Promise<readonly BuildVolume[]>,
  options: LockOptions,
): Promise<boolean> {
  const held = locksOfVolume(volume, await list());
  const remove = async (): Promise<boolean> => {
    const needed = locksOfVolume(volume, await list());
    return needed.every((lock) => held.includes(lock)) && engine.removeVolume(volume.name);
  };
  const locked = held.reduceRight<() => Promise<boolean>>(
    (work, lock) => () => withLock(lock, work, options),
    remove,
  );
  return locked();
}
