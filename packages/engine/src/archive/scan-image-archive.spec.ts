import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { packArchive } from './pack-archive.js';
import { scanImageArchive } from './scan-image-archive.js';

const file = (path: string, content: string | Buffer) => ({
  path,
  mode: 0o644,
  content: Buffer.from(content),
});
const manifest = file('manifest.json', '[{"Config":"c","RepoTags":["a:1","b:2"],"Layers":[]}]');
const layer = file('layer.tar', Buffer.alloc(300_000, 7));
const signal = new AbortController().signal;

const scan = (bytes: Buffer) =>
  scanImageArchive(Readable.from([bytes], { objectMode: false }), 'x.tar', signal);

test('the hash of all bytes, and the names, wherever the manifest stands', async () => {
  for (const entries of [
    [manifest, layer],
    [layer, manifest],
  ]) {
    const bytes = await buffer(packArchive(entries));
    expect(await scan(bytes)).toEqual({
      sha256: createHash('sha256').update(bytes).digest('hex'),
      sizeBytes: bytes.byteLength,
      names: ['a:1', 'b:2'],
    });
  }
});

test.each<[string, (whole: Buffer) => Buffer]>([
  ['cut in a file', (whole) => whole.subarray(0, 200_000)],
  [
    'with an error message for a tail',
    (whole) => Buffer.concat([whole.subarray(0, 1024), Buffer.from('{"error":"no space left"}\n')]),
  ],
  ['empty', () => Buffer.alloc(0)],
  ['something else', () => Buffer.alloc(5_000, 'x')],
])('%s: refused', async (_name, damage) => {
  const whole = await buffer(packArchive([layer, manifest]));
  expect((await statixErrorOf(scan(damage(whole)))).code).toBe('STATIX_IMAGE_ARCHIVE_DAMAGED');
});
