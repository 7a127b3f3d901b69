import type { ProgramHeader } from '../elf-file.js';
import { PF, PT } from '../elf-names.js';

/** Exact in a number. No processor's user memory reaches that far. */
const LAST = 1n << 53n;

/**
 * Whether an address lies in memory that a segment maps writable. Asked once for each relocation, so it costs a search in a few sorted ranges.
 */
export function writableMemory(
  programHeaders: readonly ProgramHeader[],
): (address: number) => boolean {
  const ranges = programHeaders
    .filter(({ type, flags }) => type === PT.LOAD && (flags & PF.W) !== 0)
    .map(({ address, memorySize }) => ({
      from: Number(smaller(address, LAST)),
      to: Number(smaller(address + memorySize, LAST)),
    }))
    .filter(({ from, to }) => from < to)
    .sort((left, right) => left.from - right.from);
  const starts: number[] = [];
  const ends: number[] = [];
  for (const { from, to } of ranges) {
    const end = ends.at(-1);
    if (end === undefined || from > end) {
      starts.push(from);
      ends.push(to);
    } else if (to > end) ends[ends.length - 1] = to;
  }
  return (address) => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] ?? 0) <= address) low = middle + 1;
      else high = middle;
    }
    return low > 0 && address < (ends[low - 1] ?? 0);
  };
}

function smaller(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}
