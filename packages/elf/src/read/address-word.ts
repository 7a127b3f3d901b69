/**
 * A 64-bit address as a number: quicker by far than a bigint, of which a table of relocations would make
 * millions. Exact up to 2^53, which is above all user memory; what is beyond stays beyond.
 */
export function addressWord(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 2 ** 32;
}
