import type { ByteSource } from './byte-source.js';

const BLOCK = 4096;

/** How many blocks are looked at, evenly spread: 1 MiB of a segment, whatever its size. */
const SAMPLES = 256;

/** Bits per byte from which on a block of 4 KiB is dense. Random bytes have 7.95; code is far below (entropy.spec). */
const DENSE_BITS = 7.4;

/** Shares of the 4 KiB blocks in a range, from 0 to 1. */
export interface Density {
  /** As good as random: compressed or encrypted. */
  readonly dense: number;
  /** Of one byte value alone: padding. */
  readonly blank: number;
}

/** Looks at the blocks of a range. Less than two of them say too little: nothing is dense. */
export async function densityOf(
  source: ByteSource,
  offset: number,
  length: number,
): Promise<Density> {
  const blocks = Math.floor(length / BLOCK);
  if (blocks < 2) return { dense: 0, blank: 0 };
  const looked = Math.min(blocks, SAMPLES);
  let [dense, blank] = [0, 0];
  for (let index = 0; index < looked; index += 1) {
    const block = Math.floor((index * blocks) / looked);
    const bits = entropyOf(await source.read(offset + block * BLOCK, BLOCK));
    if (bits >= DENSE_BITS) dense += 1;
    if (bits === 0) blank += 1;
  }
  return { dense: dense / looked, blank: blank / looked };
}

/** Shannon's entropy, in bits per byte. */
function entropyOf(bytes: Buffer): number {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1;
  let bits = 0;
  for (const count of counts) {
    if (count > 0) bits -= (count / bytes.length) * Math.log2(count / bytes.length);
  }
  return bits;
}
