import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { gzip } from './gzip.js';

/** Text and noise, the same each time. */
function sample(size: number): Buffer {
  const content = Buffer.alloc(size);
  let state = 1;
  for (let at = 0; at < size; at += 1) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    content[at] = at % 1000 < 700 ? 97 + (at % 13) : state >>> 24;
  }
  return content;
}

test('the bytes are those of every Node that this is run with', async () => {
  const packed = await buffer(gzip(Readable.from([sample(500_000)])));
  // Measured with Node 20.19.0, 20.20.2, 22.12.0 and 24.0.0, which all gave this.
  expect(createHash('sha256').update(packed).digest('hex')).toBe(EXPECTED);
  expect(gunzipSync(packed).equals(sample(500_000))).toBe(true);
});

test('the bytes do not depend on how the content comes', async () => {
  const content = sample(300_001);
  const whole = await buffer(gzip(Readable.from([content])));
  const pieces = Array.from({ length: 3001 }, (_, index) =>
    content.subarray(index * 100, index * 100 + 100),
  );
  expect((await buffer(gzip(Readable.from(pieces)))).equals(whole)).toBe(true);
});

test.each([0, 1, 64 * 1024 - 1, 64 * 1024, 64 * 1024 + 1, 1_000_000])(
  '%i bytes that cannot be packed come back as they were',
  async (size) => {
    const content = randomBytes(size);
    const packed = await buffer(gzip(Readable.from(size === 0 ? [] : [content])));
    expect(gunzipSync(packed).equals(content)).toBe(true);
  },
);

const EXPECTED = 'b7d592f9883102c2238f4edd33b394833e95b1e5fe5c96da647c1f3f909b18f1';
