import type { ByteSource } from './byte-source.js';

const BLOCK = 4096;

/** How many blocks are looked at, evenly spread: 1 MiB of a segment, whatever its size. */
const SAMPLES = 256;

/** Most bytes that are read at once. */
const SPAN = 64 * 1024;

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
  const offsets = Array.from(
    { length: looked },
    (_, index) => offset + Math.floor((index * blocks) / looked) * BLOCK,
  );
  const bits: number[] = [];
  const memory = Buffer.alloc(SPAN);
  for (const span of spansOf(offsets)) {
    const [start = 0] = span;
    const bytes = await source.read(start, (span.at(-1) ?? start) + BLOCK - start, memory);
    bits.push(...span.map((at) => entropyOf(bytes.subarray(at - start, at - start + BLOCK))));
  }
  const dense = bits.filter((one) => one >= DENSE_BITS).length;
  const blank = bits.filter((one) => one === 0).length;
  return { dense: dense / looked, blank: blank / looked };
}

/** Blocks that are read by one call, for each call is a turn of the event loop. */
function spansOf(offsets: readonly number[]): number[][] {
  const spans: number[][] = [];
  for (const offset of offsets) {
    const last = spans.at(-1);
    if (last?.[0] !== undefined && offset + BLOCK - last[0] <= SPAN) last.push(offset);
    else spans.push([offset]);
  }
  return spans;
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
