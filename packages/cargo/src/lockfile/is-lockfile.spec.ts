import { mutants } from '@statix/contract/testing/mutants';
import { isLockfileDocument } from './is-lockfile.js';
import { lockfileSchema } from './lockfile-schema.js';

const entry = {
  name: 'a',
  version: '1.0.0',
  source: 'registry+https://example.org',
  checksum: 'ab',
  dependencies: ['b 1.0.0'],
  replace: 'c',
  unknown: 1,
};
const lock = { version: 4, root: entry, package: [entry], metadata: { key: 'value' }, unknown: [] };

test('of a lock with any one thing wrong the guard says what the schema says', () => {
  const judged = { sound: 0, wrong: 0 };
  for (const document of mutants(lock, [4, undefined, new Date(0)])) {
    const sound = lockfileSchema.safeParse(document).success;
    if (isLockfileDocument(document) !== sound) expect([document, sound]).toEqual([]);
    judged[sound ? 'sound' : 'wrong'] += 1;
  }
  expect(judged.sound).toBeGreaterThan(60);
  expect(judged.wrong).toBeGreaterThan(100);
});
