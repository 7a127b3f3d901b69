import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { lookAtCacheFolder } from './look-at-cache-folder.js';

const newFolder = temporaryFolders();

function write(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

const marker = '{"schemaVersion":1,"scope":"refs/heads/main"}\n';

/** As builds leave one. */
const sound = (): string =>
  write(newFolder(), {
    'statix-cache.json': marker,
    'crates/index-1/serde-1.0.0.crate': 'x'.repeat(1000),
    'units/key/unit.tar': 'y'.repeat(500),
  });

test('a sound folder: whose it is, and what it takes', async () => {
  const facts = {
    owner: { scope: 'refs/heads/main' },
    ...{ sizeBytes: 1500 + marker.length, files: 3, others: 0, isCut: false },
  };
  const folder = sound();
  expect(await lookAtCacheFolder(folder)).toEqual(facts);
  // As a build, it takes the name of the folder itself for what it leads to.
  const named = join(newFolder(), 'named');
  symlinkSync(folder, named);
  expect(await lookAtCacheFolder(named)).toEqual(facts);
});

test('attack: a link in it is counted and not followed, wherever it lies', async () => {
  const elsewhere = write(newFolder(), { secret: 'z'.repeat(100_000) });
  const folder = sound();
  const before = await lookAtCacheFolder(folder);
  symlinkSync(elsewhere, join(folder, 'objects'));
  symlinkSync(join(elsewhere, 'secret'), join(folder, 'crates/index-1/other.crate'));
  symlinkSync(folder, join(folder, 'units/around'));
  expect(await lookAtCacheFolder(folder)).toEqual({ ...before, others: 3 });
});

test('attack: a marker that is a link says nothing', async () => {
  const elsewhere = write(newFolder(), { marker });
  const folder = write(newFolder(), { 'crates/x': '' });
  symlinkSync(join(elsewhere, 'marker'), join(folder, 'statix-cache.json'));
  expect(await lookAtCacheFolder(folder)).toMatchObject({ owner: 'unmarked', others: 1 });
});

test.each<[string, Record<string, string>, string]>([
  ['nothing', {}, 'none'],
  ['something else', { 'package.json': '{}' }, 'unmarked'],
  ['a marker that is no JSON', { 'statix-cache.json': '{"scope":' }, 'broken'],
  ['one of another form', { 'statix-cache.json': '{"schemaVersion":2,"scope":"x"}' }, 'broken'],
  ['one that is too large', { 'statix-cache.json': `${marker}${' '.repeat(5000)}` }, 'unmarked'],
])('a folder with %s', async (_what, files, owner) => {
  expect(await lookAtCacheFolder(write(newFolder(), files))).toMatchObject({ owner });
});

test('what is not there, and what is no folder', async () => {
  const folder = write(newFolder(), { file: '' });
  expect(await lookAtCacheFolder(join(folder, 'missing'))).toBeUndefined();
  expect(await lookAtCacheFolder(join(folder, 'file'))).toEqual({
    unreadable: expect.stringContaining('ENOTDIR'),
  });
});

test('a folder that is too large is not looked at to its end', async () => {
  expect(await lookAtCacheFolder(sound(), 3)).toMatchObject({ isCut: true });
  const deep = write(newFolder(), { [`${'a/'.repeat(30)}x`]: 'x' });
  expect(await lookAtCacheFolder(deep)).toMatchObject({ isCut: true, files: 0 });
});
