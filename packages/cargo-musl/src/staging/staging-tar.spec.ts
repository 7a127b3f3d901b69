import { extract, type Header, type Pack } from 'tar-stream';
import { stagingTar } from './staging-tar.js';

async function entries(tar: Pack): Promise<[Header, string][]> {
  const found: [Header, string][] = [];
  const reader = extract();
  tar.pipe(reader);
  for await (const entry of reader) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    found.push([entry.header, Buffer.concat(chunks).toString()]);
  }
  return found;
}

test('files with content, mode, owner and fractional times; folders before what is in them', async () => {
  const tar = stagingTar(
    [
      { path: 'a/src/main.rs', content: Buffer.from('fn main() {}'), executable: false },
      { path: 'a/run.sh', content: Buffer.from('#!'), executable: true },
    ],
    { 'a/src/main.rs': { key: 'k', time: 1_700_000_000.25 } },
    { uid: 12345, gid: 100 },
  );
  const found = await entries(tar);
  expect(found.map(([{ name, type, mode }]) => [name, type, mode])).toEqual([
    ['a/', 'directory', 0o755],
    ['a/src/', 'directory', 0o755],
    ['a/src/main.rs', 'file', 0o644],
    ['a/run.sh', 'file', 0o755],
  ]);
  expect(found.every(([{ uid, gid }]) => uid === 12345 && gid === 100)).toBe(true);
  expect(found[2]![0].pax).toMatchObject({ mtime: '1700000000.250000' });
  expect(found[2]![1]).toBe('fn main() {}');
});

test('what was given no time has a constant one', async () => {
  const tar = stagingTar(
    [{ path: 'x', content: Buffer.from(''), executable: false }],
    {},
    { uid: 1, gid: 1 },
  );
  expect((await entries(tar))[0]![0].pax).toMatchObject({ mtime: '315532800.000000' });
});
