import type { Transport } from '../connection/transport.js';
import { kill } from './kill.js';

/** The time that a container is given. */
export interface Deadline {
  /** Whether the container was killed for it. */
  readonly passed: boolean;
  /** No kill from now on; one that is under way is waited for. */
  readonly end: () => Promise<void>;
}

/**
 * Kills a container when its time is over.
 *
 * @param milliseconds undefined for no limit
 * @param fail is told when the container cannot be killed
 */
export function killAfter(
  transport: Transport,
  id: string,
  milliseconds: number | undefined,
  fail: (error: unknown) => void,
): Deadline {
  let killing: Promise<void> | undefined;
  const timer =
    milliseconds === undefined
      ? undefined
      : setTimeout(() => {
          killing = kill(transport, id).catch(fail);
        }, milliseconds);
  return {
    get passed() {
      return killing !== undefined;
    },
    async end() {
      clearTimeout(timer);
      await killing;
    },
  };
}
