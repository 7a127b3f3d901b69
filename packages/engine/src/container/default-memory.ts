import type { EngineFacts } from '../connection/engine-facts.js';

/** Of the engine's memory: the engine and what else runs there keep the rest. */
const LARGEST_SHARE = 0.85;
/** What only moves or packs files: half of the memory is plenty, and never more than this. */
const MODEST_PURPOSES = ['fetch', 'upx', 'read'];
const MODEST_SHARE = 0.5;
const MODEST_BYTES = 4 * 1024 ** 3;

/**
 * Bytes of memory, swap included, that a container gets if nobody said how many: a program without
 * a limit can bring down the machine, and then nothing says which one it was.
 *
 * @returns undefined if the engine holds nobody to a limit
 */
export function defaultMemory(
  purpose: string,
  { memoryBytes, limitsMemory }: Pick<EngineFacts, 'memoryBytes' | 'limitsMemory'>,
): number | undefined {
  if (!limitsMemory || memoryBytes <= 0) return undefined;
  if (!MODEST_PURPOSES.includes(purpose)) return Math.floor(memoryBytes * LARGEST_SHARE);
  return Math.min(Math.floor(memoryBytes * MODEST_SHARE), MODEST_BYTES);
}
