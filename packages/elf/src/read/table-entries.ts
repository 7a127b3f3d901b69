import { LIMITS } from '../limits.js';
import type { ByteSource } from './byte-source.js';

/**
 * Goes through a table of entries of equal size, reading a bounded piece at a time, all into the same
 * memory. A rest that is no whole entry is left out.
 *
 * @param visit gets a buffer, which is only its own until it returns, the index of the entry in it, and the
 * entry's file offset
 */
export async function forEachEntry(
  source: ByteSource,
  offset: number,
  length: number,
  entrySize: number,
  visit: (bytes: Buffer, index: number, at: number) => void,
): Promise<void> {
  const whole = Math.floor(length / entrySize) * entrySize;
  if (whole === 0) return;
  const step = Math.min(whole, Math.floor(LIMITS.chunkBytes / entrySize) * entrySize);
  const memory = Buffer.allocUnsafe(step);
  const end = offset + whole;
  for (let from = offset; from < end; from += step) {
    const bytes = await source.read(from, Math.min(step, end - from), memory);
    for (let index = 0; index < bytes.length; index += entrySize) visit(bytes, index, from + index);
  }
}
