import { bufferSource } from './byte-source.js';
import { forEachRelativeTarget } from './relative-relocations.js';

async function targets(...words: bigint[]): Promise<bigint[]> {
  const bytes = Buffer.alloc(words.length * 8);
  words.forEach((word, index) => bytes.writeBigUInt64LE(word, index * 8));
  const found: bigint[] = [];
  await forEachRelativeTarget(bufferSource('program', bytes), 0, bytes.length, (target) => {
    found.push(target);
  });
  return found;
}

describe('forEachRelativeTarget', () => {
  it('decodes addresses and bitmaps', async () => {
    // Bit 0 marks a bitmap; bit n is the n-th word behind what came before.
    expect(await targets(0x1000n, 0b1011n, 0b11n, 0x4000n)).toEqual([
      0x1000n,
      0x1008n,
      0x1018n,
      0x1000n + 8n + 63n * 8n,
      0x4000n,
    ]);
  });

  it('reaches 63 words with one bitmap', async () => {
    const found = await targets(0x1000n, 2n ** 64n - 1n);
    expect(found).toHaveLength(64);
    expect(found.at(-1)).toBe(0x1000n + 63n * 8n);
  });
});
