import { appendFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { readBounded } from './read-bounded.js';

const newFolder = temporaryFolders();
let folder: string;
beforeEach(() => {
  folder = newFolder();
});
const path = (name: string) => join(folder, name);

test('reads a file up to the limit, and none above it', async () => {
  writeFileSync(path('a'), '12345');
  expect((await readBounded(path('a'), 5)).text).toBe('12345');
  appendFileSync(path('a'), '6');
  await expect(readBounded(path('a'), 5)).rejects.toMatchObject({ code: 'STATIX_FILE_REFUSED' });
});

test('attack: neither a link nor a folder nor a device is read', async () => {
  writeFileSync(path('real'), 'x');
  symlinkSync(path('real'), path('link'));
  await expect(readBounded(path('link'), 5)).rejects.toMatchObject({
    code: 'STATIX_FILE_REFUSED',
    why: 'It is a link.',
  });
  mkdirSync(path('folder'));
  await expect(readBounded(path('folder'), 5)).rejects.toMatchObject({
    code: 'STATIX_FILE_REFUSED',
  });
  await expect(readBounded('/dev/zero', 5)).rejects.toMatchObject({ code: 'STATIX_FILE_REFUSED' });
});
