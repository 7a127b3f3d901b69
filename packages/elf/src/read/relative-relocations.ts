import { malformed } from '../elf-error.js';
import { LIMITS } from '../limits.js';
import { addressWord } from './address-word.js';
import type { ByteSource } from './byte-source.js';
import { forEachEntry } from './table-entries.js';

const WORD = 8;

/** Bits of a bitmap that stand for a word; the lowest says that it is a bitmap. */
const WORDS_OF_A_BITMAP = 63;

/**
 * Decodes DT_RELR (gABI, "Relative Relocation Table"): an even word is an address to relocate; an
 * odd word is a bitmap of which of the 63 words behind the last covered one are relocated as well.
 *
 * @param visit gets the address and the file offset of its entry
 */
export async function forEachRelativeTarget(
  source: ByteSource,
  offset: number,
  length: number,
  visit: (target: number, at: number) => void,
): Promise<void> {
  let next = 0;
  let targets = 0;
  const found = (target: number, at: number) => {
    targets += 1;
    if (targets > LIMITS.relocations)
      throw malformed(source.name, `it has more than ${LIMITS.relocations} relocations`);
    visit(target, at);
  };
  /** @param first address that the lowest bit stands for */
  const visitBits = (bits: number, first: number, at: number) => {
    for (let left = bits; left !== 0; left &= left - 1) {
      found(first + (31 - Math.clz32(left & -left)) * WORD, at);
    }
  };
  await forEachEntry(source, offset, length, WORD, (bytes, index, at) => {
    const low = bytes.readUInt32LE(index);
    if ((low & 1) === 0) {
      const target = addressWord(bytes, index);
      found(target, at);
      next = target + WORD;
      return;
    }
    visitBits(low & ~1, next - WORD, at);
    visitBits(bytes.readInt32LE(index + 4), next + 31 * WORD, at);
    next += WORDS_OF_A_BITMAP * WORD;
  });
}
