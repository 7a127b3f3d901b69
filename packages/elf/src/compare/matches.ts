import { LIMITS } from '../limits.js';
import type { ByteSource } from '../read/byte-source.js';
import type { Range } from './first-difference.js';

/** A text of a file, and where it is. */
export interface Match {
  readonly text: string;
  /** In the file. */
  readonly offset: number;
}

/** More than any pattern's text is long. */
const OVERLAP = 64;

/**
 * All different texts of a range that a pattern matches, each where it is first.
 *
 * @param pattern global, for text that is read as latin1; of no more than 64 characters
 */
export async function matchesIn(
  source: ByteSource,
  { offset, size }: Range,
  pattern: RegExp,
): Promise<Map<string, Match>> {
  const found = new Map<string, Match>();
  for (let done = 0; done < size; done += LIMITS.chunkBytes) {
    const from = Math.max(0, done - OVERLAP);
    const length = Math.min(LIMITS.chunkBytes + (done - from), size - from);
    const text = (await source.read(offset + from, length)).toString('latin1');
    for (const { 0: match, index } of text.matchAll(pattern)) {
      if (found.size >= LIMITS.textHits) return found;
      if (!found.has(match)) found.set(match, { text: match, offset: offset + from + index });
    }
  }
  return found;
}
