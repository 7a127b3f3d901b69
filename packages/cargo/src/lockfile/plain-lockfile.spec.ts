import { lockfileSchema } from './lockfile-schema.js';
import { isPlainLockfile } from './plain-lockfile.js';

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
const others = ['text', 1, 3, 4, true, [], ['x'], [1], {}, { x: 1 }, { x: 'y' }, undefined];

test('it says of a lock what the schema says', () => {
  const locks: unknown[] = [lock, {}, [], 'text', null];
  for (const other of others) {
    for (const key of Object.keys(lock)) locks.push({ ...lock, [key]: other });
    for (const key of Object.keys(entry)) locks.push({ package: [{ ...entry, [key]: other }] });
  }
  const sound = locks.map((each) => lockfileSchema.safeParse(each).success);
  expect(locks.map((each) => isPlainLockfile(each))).toEqual(sound);
  expect(sound.filter((each) => each).length).toBeGreaterThan(20);
  expect(sound.filter((each) => !each).length).toBeGreaterThan(50);
});
