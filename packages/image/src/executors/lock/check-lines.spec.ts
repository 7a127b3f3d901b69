import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { imageLockSchema, parseDocument } from '@statix/contract';
import { filesFound, filesSought } from './check-lines.js';

const path = join(__dirname, '../../../../../images/statix/lock.json');
const lock = parseDocument(readFileSync(path, 'utf8'), path, imageLockSchema);

test('a check names the servers that it asks, this machine’s mirror in the place of the archive', () => {
  expect(filesSought(lock, {})).toMatch(
    /^1 of 3: can each of the \d+ files of the lock still be had\? Asking deb\.debian\.org, .*, the sources’ own servers\.$/,
  );
  const mirrored = filesSought(lock, { debian: 'https://mirror.example/debian' });
  expect(mirrored).toContain('Asking mirror.example, ');
  expect(mirrored).not.toContain('deb.debian.org');
});

test('what it has found', () => {
  expect(filesFound(3, [])).toBe('  All 3 can be had.');
  expect(filesFound(3, ['debian/a'])).toBe('  1 of 3 can no longer be had.');
});
