import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { bufferSource } from './byte-source.js';
import { densityOf } from './entropy.js';

const shareOf = async (bytes: Buffer) =>
  (await densityOf(bufferSource('x', bytes), 0, bytes.length)).dense;

test('random bytes are dense', async () => {
  expect(await shareOf(randomBytes(1024 * 1024))).toBe(1);
});

test('a program’s code is not: Node’s own', async () => {
  expect(await shareOf(readFileSync(process.execPath).subarray(0, 64 * 1024 * 1024))).toBeLessThan(
    0.1,
  );
});

test('blocks of one byte value are padding', async () => {
  const bytes = Buffer.concat([
    Buffer.alloc(3 * 4096),
    randomBytes(4096),
    Buffer.alloc(4096, 0x90),
  ]);
  expect(await densityOf(bufferSource('x', bytes), 0, bytes.length)).toEqual({
    dense: 1 / 5,
    blank: 4 / 5,
  });
});

test('a short range says nothing', async () => {
  expect(await shareOf(randomBytes(8191))).toBe(0);
});
