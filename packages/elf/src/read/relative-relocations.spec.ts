import { bufferSource } from './byte-source.js';
import { forEachRelativeTarget } from './relative-relocations.js';

async function targets(...words: bigint[]): Promise<number[]> {
  const bytes = Buffer.alloc(words.length * 8);
  words.forEach((word, index) => bytes.writeBigUInt64LE(word, index * 8));
  const found: number[] = [];
  await forEachRelativeTarget(bufferSource('program', bytes), 0, bytes.length, (target) => {
    found.push(target);
  });
  return found;
}

describe('forEachRelativeTarget', () => {
  it('decodes addresses and bitmaps', async () => {
    // Bit 0 marks a bitmap; bit n is the n-th word behind what came before.
    expect(await targets(0x1000n, 0b1011n, 0b11n, 0x4000n)).toEqual([
      0x1000,
      0x1008,
      0x1018,
      0x1000 + 8 + 63 * 8,
      0x4000,
    ]);
  });

  it('reaches 63 words with one bitmap', async () => {
    const found = await targets(0x1000n, 2n ** 64n - 1n);
    expect(found).toHaveLength(64);
    expect(found.at(-1)).toBe(0x1000 + 63 * 8);
  });
});
