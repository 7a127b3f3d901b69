import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { CacheFolder } from './cache-folder.js';
import { KeptCrates, registryCrates } from './kept-crates.js';
import type { TarEntry } from './tar-entries.js';

const newFolder = temporaryFolders();
const registry = 'index.crates.io-0123456789abcdef';
const archive = Buffer.from('words');
const checksum = createHash('sha256').update(archive).digest('hex');
const crate = { name: 'corp-Words', file: 'corp-Words-1.0.0.crate', checksum };

const file = (path: string, content = archive): TarEntry => ({
  ...{ path, content, type: 'file', isExecutable: false, time: '0', leadsTo: '' },
});

/** Files on the shelves of a folder after it was given entries. */
async function given(...entries: TarEntry[]): Promise<string[]> {
  const folder = newFolder();
  const kept = await open(folder);
  for (const entry of entries) await kept.give(entry, new Set(['s3cret']));
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((found) => found.isFile() && found.parentPath !== folder)
    .map((found) => found.name)
    .sort();
}

async function open(folder: string): Promise<KeptCrates> {
  const settings = { folder, scope: 'local', limit: 1_000_000, compilerCache: true };
  const opened = await CacheFolder.open(settings, 'local');
  if ('refused' in opened) throw new Error(opened.refused);
  return KeptCrates.open(opened, [crate]);
}

const index = `registry/index/${registry}/.cache/co/rp/corp-words`;

test('the archive of a crate and what the index says of it, by Cargo’s places', async () => {
  const cache = `registry/cache/${registry}/${crate.file}`;
  expect(
    await given(file(cache), file(index), file(`registry/index/${registry}/config.json`)),
  ).toEqual(['config.json', 'corp-Words-1.0.0.crate', 'corp-words']);
});

test('attack: a registry that sends back what it was asked with: its index is not left there', async () => {
  expect(await given(file(index, Buffer.from('{"token":"s3cret"}')))).toEqual([]);
});

test.each([
  `registry/cache/${registry}/other-1.0.0.crate`,
  `registry/cache/../${crate.file}`,
  `registry/cache/${registry}/../../x`,
  `registry/index/${registry}/.cache/co/rp/../../../../x`,
  `registry/index/../config.json`,
  'credentials.toml',
  `registry/src/${registry}/corp-words-1.0.0/build.rs`,
])('attack: %s of a Cargo home is left nowhere', async (path) => {
  expect(await given(file(path))).toEqual([]);
});

test('another archive under the name of a crate is left nowhere', async () => {
  expect(await given(file(`registry/cache/${registry}/${crate.file}`, Buffer.from('x')))).toEqual(
    [],
  );
});

test('attack: a Cargo.lock that names a crate as a path has none that is looked for', () => {
  const entry = (name: string, version: string) =>
    `[[package]]\nname = "${name}"\nversion = "${version}"\nsource = "registry+https://x/"\nchecksum = "${checksum}"\n`;
  const content = `version = 4\n\n${entry('../../x', '1.0.0')}\n${entry('y', '../1')}\n${entry('z', '1.0.0+b.1')}`;
  expect(registryCrates({ path: 'Cargo.lock', content })).toEqual({
    crates: [{ name: 'z', file: 'z-1.0.0+b.1.crate', checksum }],
    isAll: false,
  });
});
