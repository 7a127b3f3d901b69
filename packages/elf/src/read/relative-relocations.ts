import { malformed } from '../elf-error.js';
import { LIMITS } from '../limits.js';
import type { ByteSource } from './byte-source.js';
import { forEachEntry } from './table-entries.js';

const WORD = 8n;

/**
 * Decodes DT_RELR (gABI, "Relative Relocation Table"): an even word is an address to relocate; an
 * odd word is a bitmap of which of the 63 words behind the last covered one are relocated as well.
 */
export async function forEachRelativeTarget(
  source: ByteSource,
  offset: number,
  length: number,
  visit: (target: bigint, at: number) => void,
): Promise<void> {
  let next = 0n;
  let targets = 0;
  const found = (target: bigint, at: number) => {
    targets += 1;
    if (targets > LIMITS.relocations)
      throw malformed(source.name, `it has more than ${LIMITS.relocations} relocations`);
    visit(target, at);
  };
  await forEachEntry(source, offset, length, Number(WORD), (bytes, index, at) => {
    const entry = bytes.readBigUInt64LE(index);
    if ((entry & 1n) === 0n) {
      found(entry, at);
      next = entry + WORD;
      return;
    }
    for (let bit = 0n; bit < 63n; bit += 1n) {
      if (((entry >> (bit + 1n)) & 1n) === 1n) found(next + bit * WORD, at);
    }
    next += 63n * WORD;
  });
}
