import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { bufferSource } from './byte-source.js';
import { highEntropyShare } from './entropy.js';

const shareOf = (bytes: Buffer) => highEntropyShare(bufferSource('x', bytes), 0, bytes.length);

test('random bytes are dense', async () => {
  expect(await shareOf(randomBytes(1024 * 1024))).toBe(1);
});

test('a program’s code is not: Node’s own', async () => {
  expect(await shareOf(readFileSync(process.execPath).subarray(0, 64 * 1024 * 1024))).toBeLessThan(
    0.1,
  );
});

test('a short range says nothing', async () => {
  expect(await shareOf(randomBytes(8191))).toBe(0);
});
