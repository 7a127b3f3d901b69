import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { errorOf } from '@statix/contract/testing/expect-error';
import { packArchive, type ArchiveEntry } from './pack-archive.js';

async function unpack(archive: Buffer) {
  const found: unknown[] = [];
  const tar = extract();
  tar.end(archive);
  for await (const entry of tar) {
    const { name, mode, uid, gid, mtime } = entry.header;
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    found.push({ name, mode, uid, gid, mtime, content: Buffer.concat(chunks).toString() });
  }
  return found;
}

const mtime = new Date('1980-01-01T00:00:00Z');

describe('packArchive', () => {
  const entries = (): ArchiveEntry[] => [
    { path: 'a', mode: 0o644, content: Buffer.from('A') },
    { path: 'folder/empty', mode: 0o755, content: Buffer.alloc(0) },
    {
      path: 'streamed',
      mode: 0o755,
      content: { size: 300_000, open: () => Readable.from([Buffer.alloc(300_000, 'x')]) },
    },
  ];

  test('files with a fixed time and owner', async () => {
    expect(await unpack(await buffer(packArchive(entries())))).toEqual([
      { name: 'a', mode: 0o644, uid: 0, gid: 0, mtime, content: 'A' },
      { name: 'folder/empty', mode: 0o755, uid: 0, gid: 0, mtime, content: '' },
      { name: 'streamed', mode: 0o755, uid: 0, gid: 0, mtime, content: 'x'.repeat(300_000) },
    ]);
  });

  test('the same bytes each time', async () => {
    const [one, two] = await Promise.all([1, 2].map(() => buffer(packArchive(entries()))));
    expect(one!.equals(two!)).toBe(true);
  });

  test('a file that cannot be read is the archive’s error', async () => {
    const open = (): Readable => {
      const stream = new Readable({ read: () => undefined });
      stream.destroy(new Error('cannot read'));
      return stream;
    };
    const archive = packArchive([{ path: 'a', mode: 0o644, content: { size: 1, open } }]);
    expect(String(await errorOf(buffer(archive)))).toBe('Error: cannot read');
  });

  test.each([1, 5])('a file of another length than said (%i for 3) is an error', async (size) => {
    const open = () => Readable.from([Buffer.from('abc')]);
    const archive = packArchive([{ path: 'a', mode: 0o644, content: { size, open } }]);
    expect(String(await errorOf(buffer(archive)))).toContain('Size mismatch');
  });

  test('entries that fail are the archive’s error', async () => {
    const failing = (async function* () {
      yield { path: 'a', mode: 0o644, content: Buffer.from('A') };
      await Promise.reject(new Error('changed'));
    })();
    expect(String(await errorOf(buffer(packArchive(failing))))).toBe('Error: changed');
  });

  test('an archive that is given up closes the file it is at', async () => {
    const source = new Readable({ read: () => undefined });
    const content = { size: 10, open: () => source };
    const archive = packArchive([{ path: 'a', mode: 0o644, content }]);
    const closed = new Promise((resolve) => source.once('close', resolve));
    archive.once('data', () => archive.destroy());
    await closed;
    expect(source.destroyed).toBe(true);
  });
});
