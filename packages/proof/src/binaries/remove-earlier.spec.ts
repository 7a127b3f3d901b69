import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { removeEarlier } from './remove-earlier.js';

const newFolder = temporaryFolders();

test('fault: a program that is no longer built leaves no packed file', async () => {
  const folder = newFolder();
  const ours = ['old', 'old.verify.json', 'old.compress.json', 'new.compress.json'];
  for (const name of [...ours, 'notes.txt', 'other']) writeFileSync(join(folder, name), '');
  await removeEarlier(folder, '.compress.json');
  expect(readdirSync(folder).sort()).toEqual(['notes.txt', 'other']);
});

test('attack: a manifest named `...compress.json` removes nothing outside of the folder', async () => {
  const parent = newFolder();
  const folder = join(parent, 'upx');
  mkdirSync(folder);
  for (const name of ['..compress.json', '...compress.json', '.compress.json']) {
    writeFileSync(join(folder, name), '');
  }
  writeFileSync(join(parent, 'kept'), '');
  await removeEarlier(folder, '.compress.json');
  expect(readdirSync(parent).sort()).toEqual(['kept', 'upx']);
});

test('there is nothing yet', async () => {
  await expect(
    removeEarlier(join(newFolder(), 'missing'), '.compress.json'),
  ).resolves.toBeUndefined();
});
