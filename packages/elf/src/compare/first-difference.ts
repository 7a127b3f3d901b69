import { LIMITS } from '../limits.js';
import type { ByteSource } from '../read/byte-source.js';

/** Bytes of a file. */
export interface Range {
  readonly offset: number;
  readonly size: number;
}

/**
 * The first byte in which two ranges differ, counted from their beginning; where one is the beginning of the
 * other, the end of the shorter.
 *
 * @returns undefined when they are equal
 */
export async function firstDifference(
  [left, one]: readonly [ByteSource, Range],
  [right, other]: readonly [ByteSource, Range],
): Promise<{ readonly at: number; readonly sameBytes: boolean } | undefined> {
  const shorter = Math.min(one.size, other.size);
  // How often each value is in the one more than in the other.
  const surplus = new Array<number>(256).fill(0);
  let at: number | undefined;
  for (let done = 0; done < shorter; done += LIMITS.chunkBytes) {
    const length = Math.min(LIMITS.chunkBytes, shorter - done);
    const here = await left.read(one.offset + done, length);
    const there = await right.read(other.offset + done, length);
    if (here.equals(there)) continue;
    for (let index = 0; index < length; index += 1) {
      const [mine, theirs] = [here[index] ?? 0, there[index] ?? 0];
      if (mine === theirs) continue;
      at ??= done + index;
      surplus[mine] = (surplus[mine] ?? 0) + 1;
      surplus[theirs] = (surplus[theirs] ?? 0) - 1;
    }
  }
  if (at === undefined && one.size === other.size) return undefined;
  const sameBytes = one.size === other.size && surplus.every((count) => count === 0);
  return { at: at ?? shorter, sameBytes };
}
