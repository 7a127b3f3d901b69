import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorOf, statixErrorOf } from '@statix/contract/testing/expect-error';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { writeStamped } from './stamped-file.js';

const newFolder = temporaryFolders();
const MEBIBYTE = 1024 * 1024;

function original(size: number) {
  const folder = newFolder();
  const path = join(folder, 'program');
  const content = randomBytes(size);
  writeFileSync(path, content);
  return { path, to: join(folder, 'copy'), content, size, sha256: digest(content) };
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

test.each([0, 500, MEBIBYTE - 40, MEBIBYTE, 2 * MEBIBYTE + 3 - 96])(
  'writes at %i of a file that is read in pieces',
  async (offset) => {
    const file = original(2 * MEBIBYTE + 3);
    const before = file.content.subarray(offset, offset + 96);
    const bytes = Buffer.alloc(96, 'r');
    const written = await writeStamped(file, file.to, { offset, bytes }, before);
    const expected = Buffer.from(file.content);
    bytes.copy(expected, offset);
    expect(readFileSync(file.to).equals(expected)).toBe(true);
    expect(written).toEqual({ sha256: digest(expected), size: file.size });
  },
);

test('attack: an original that is another than the one that was read leaves no copy', async () => {
  const file = original(5000);
  const before = file.content.subarray(0, 96);
  writeFileSync(file.path, Buffer.concat([file.content.subarray(0, 4999), Buffer.from([0])]));
  if (file.content[4999] === 0) writeFileSync(file.path, Buffer.alloc(5000));
  const replacement = { offset: 0, bytes: Buffer.alloc(96) };
  const error = await statixErrorOf(writeStamped(file, file.to, replacement, before));
  expect(error.code).toBe('STATIX_STAMP_DIFFERS');
  expect(existsSync(file.to)).toBe(false);
});

test('attack: a link in the place of the original is not followed', async () => {
  const file = original(5000);
  const link = join(newFolder(), 'link');
  symlinkSync(file.path, link);
  const replacement = { offset: 0, bytes: Buffer.alloc(96) };
  const before = file.content.subarray(0, 96);
  const error = await errorOf(writeStamped({ ...file, path: link }, file.to, replacement, before));
  expect(String(error)).toContain('ELOOP');
  expect(existsSync(file.to)).toBe(false);
});
