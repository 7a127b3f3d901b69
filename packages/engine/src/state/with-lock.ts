import { join } from 'node:path';
import { errorCode, StatixError } from '@statix/contract';
import { makeStateFolder, stateFault } from './make-state-folder.js';
import { pause } from './pause.js';

export interface LockOptions {
  /** Ends the waiting; the work itself is not interrupted. */
  signal?: AbortSignal | undefined;
  /** Called once if somebody else holds the lock. */
  onWait?: (() => void) | undefined;
  /** Whether it may be taken now that it is free: false lets somebody else go first. */
  mayTake?: (() => Promise<boolean>) | undefined;
  env?: NodeJS.ProcessEnv | undefined;
}

/** A holder refreshes its lock ten times within this time; one that does not is taken for dead. */
const STALE_MILLISECONDS = 20_000;
const POLL_MILLISECONDS = 200;

/**
 * Does work that only one process of this user on this machine may do at a time, and releases the
 * lock whatever comes of it. The lock of a process that died is taken over.
 *
 * @param name letters, digits, `.`, `_` and `-`
 * @param work gets a signal that is aborted if the lock is lost while it runs
 * @throws StatixError STATIX_STATE_UNWRITABLE; STATIX_LOCK_LOST if the lock was taken away meanwhile (the machine slept, or
 *   somebody removed the file): what the work did may have been done twice at once
 */
export async function withLock<T>(
  name: string,
  work: (lost: AbortSignal) => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  const lost = new AbortController();
  const release = await acquire(name, lost, options);
  try {
    const value = await work(lost.signal);
    lost.signal.throwIfAborted();
    return value;
  } finally {
    await release();
  }
}

async function acquire(
  name: string,
  lost: AbortController,
  { signal, onWait, mayTake, env = process.env }: LockOptions,
): Promise<() => Promise<void>> {
  if (!/^[\w.-]+$/.test(name)) throw new RangeError(`not a name for a lock: ${name}`);
  const path = join(await makeStateFolder(env, 'locks'), name);
  // Not at the top: it installs handlers for every signal, which a mere import of this package
  // (Nx's graph phase) must not do.
  const { check, lock } = await import('proper-lockfile');
  const options = { realpath: false, stale: STALE_MILLISECONDS };
  const isHeld = async (): Promise<boolean> => {
    try {
      return await check(path, options);
    } catch (error) {
      throw stateFault(error, path);
    }
  };
  /** Undefined if somebody else holds it. */
  const take = async (): Promise<(() => Promise<void>) | undefined> => {
    try {
      const release = await lock(path, {
        ...options,
        update: STALE_MILLISECONDS / 10,
        onCompromised: (cause) => {
          lost.abort(lockLost(path, cause));
        },
      });
      return async () => {
        // A lost lock belongs to somebody else by now.
        if (!lost.signal.aborted) await release();
      };
    } catch (error) {
      if (errorCode(error) === 'ELOCKED') return undefined;
      throw stateFault(error, path);
    }
  };
  let hasSaid = false;
  for (;;) {
    signal?.throwIfAborted();
    // Most looks are at a lock that somebody holds. Whose turn it is costs much more to know.
    let held = mayTake !== undefined && (await isHeld());
    if (!held && (mayTake === undefined || (await mayTake()))) {
      const release = await take();
      if (release !== undefined) return release;
      held = true;
    }
    if (held && !hasSaid) onWait?.();
    hasSaid ||= held;
    await pause(POLL_MILLISECONDS, signal);
  }
}

function lockLost(path: string, cause: Error): StatixError {
  return new StatixError({
    code: 'STATIX_LOCK_LOST',
    what: `The lock ${path} was lost while it was needed`,
    why: 'The machine was asleep or stalled for too long, or the file was removed.',
    remedies: ['Run the command again.'],
    cause,
  });
}
