import { buffer } from 'node:stream/consumers';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { Budget } from './budget.js';
import { decompressed, type Compression } from './decompress.js';

const text = Buffer.from('content of a file '.repeat(20_000));

function unpacked(bytes: Buffer, compression: Compression, pieceBytes = 1000): Promise<Buffer> {
  const budget = new Budget('a', bytes.length, new AbortController().signal);
  return buffer(decompressed(pieces(bytes, pieceBytes), compression, 'a', budget));
}

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test('pieces of any size unpack to the same', async () => {
  for (const size of [1, 7, 100_000]) {
    expect((await unpacked(gzipSync(text), 'gzip', size)).equals(text)).toBe(true);
  }
});

test('gzip files behind one another are one, as gzip has it', async () => {
  const two = Buffer.concat([gzipSync('a'), gzipSync('b')]);
  for (const size of [1, 1000]) expect((await unpacked(two, 'gzip', size)).toString()).toBe('ab');
});

test('zeros may follow, as tapes have them', async () => {
  const zeros = Buffer.alloc(5000);
  const padded = Buffer.concat([gzipSync(text), zeros]);
  expect((await unpacked(padded, 'gzip')).equals(text)).toBe(true);
});

test.each<[string, Compression, Buffer, number]>([
  ['DEFLATE', 'deflate', Buffer.concat([deflateRawSync('a'), Buffer.from('behind')]), 1000],
  [
    'DEFLATE, a piece later',
    'deflate',
    Buffer.concat([deflateRawSync('a'), Buffer.from('behind')]),
    1,
  ],
  ['gzip', 'gzip', Buffer.concat([gzipSync('a'), Buffer.from('behind')]), 1000],
  ['gzip and zeros', 'gzip', Buffer.concat([gzipSync('a'), Buffer.alloc(9), Buffer.from('x')]), 5],
])('attack: other bytes follow %s', async (_what, compression, bytes, pieceBytes) => {
  await expect(unpacked(bytes, compression, pieceBytes)).rejects.toMatchObject({
    code: 'STATIX_ARCHIVE_DAMAGED',
  });
});

test('fault: a source that fails is what is said', async () => {
  async function* failing(): AsyncGenerator<Buffer> {
    yield gzipSync(text).subarray(0, 10);
    throw new Error('the disk is gone');
  }
  const budget = new Budget('a', 1000, new AbortController().signal);
  await expect(buffer(decompressed(failing(), 'gzip', 'a', budget))).rejects.toThrow(
    'the disk is gone',
  );
});

test('fault: whoever reads it may stop early', async () => {
  const budget = new Budget('a', 1000, new AbortController().signal);
  let ended = false;
  async function* watched(): AsyncGenerator<Buffer> {
    try {
      yield* pieces(gzipSync(text, { level: 0 }), 1000);
    } finally {
      ended = true;
    }
  }
  for await (const piece of decompressed(watched(), 'gzip', 'a', budget)) {
    expect(piece.length).toBeGreaterThan(0);
    break;
  }
  await new Promise((resolve) => setImmediate(resolve));
  expect(ended).toBe(true);
});
