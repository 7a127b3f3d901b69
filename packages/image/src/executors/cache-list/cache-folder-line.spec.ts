import type { CacheFolderFacts } from '@statix/toolchain';
import { cacheFolderLine } from './cache-folder-line.js';

const settings = { folder: '/cache', scope: 'main', limit: 4 * 1024 ** 3 };
const facts: CacheFolderFacts = {
  ...{ owner: { scope: 'main' }, sizeBytes: 1_200_000_000, files: 340, others: 0, isCut: false },
};
const line = (
  found: Parameters<typeof cacheFolderLine>[1],
  { scope = 'main', trustScope = 'main', isShared = true } = {},
): string => cacheFolderLine({ ...settings, scope }, found, { trustScope, isShared });

const kept = 'kept by you or your CI service, not by Statix: cache-prune leaves it alone';
const unused = 'builds here take nothing from it and leave nothing in it';

test('a sound one: path, size, limit, scope, and who keeps it', () => {
  expect(line(facts)).toBe(
    `STATIX_CACHE_DIR  /cache  1.2 GB in 340 files, of 4.3 GB  scope main  ${kept}`,
  );
});

test.each<[string, string, string]>([
  ['none yet', line(undefined), `/cache  not there yet  ${kept}`],
  [
    'an empty one',
    line({ ...facts, owner: 'none', files: 0, sizeBytes: 0 }),
    `0 B in 0 files, of 4.3 GB  empty  ${kept}`,
  ],
  ['one that cannot be read', line({ unreadable: 'EACCES' }), `cannot be read: EACCES; ${unused}`],
  [
    'one without a marker',
    line({ ...facts, owner: 'unmarked' }),
    `damaged: it has no sound statix-cache.json; ${unused}`,
  ],
  [
    'a broken marker',
    line({ ...facts, owner: 'broken' }),
    `damaged: its statix-cache.json is broken; ${unused}`,
  ],
  [
    'another scope',
    line({ ...facts, owner: { scope: 'other' } }),
    `scope other, and not main: ${unused}`,
  ],
  [
    'a pull request',
    line(facts, { trustScope: 'pull/7' }),
    'scope main: builds here, of scope pull/7, only take from it',
  ],
  [
    'a release',
    line(facts, { isShared: false }),
    'scope main  STATIX_SHARING is none: builds here do not look at it',
  ],
  ['links', line({ ...facts, others: 2 }), 'damaged: 2 of its entries are links or cannot be read'],
  ['a huge one', line({ ...facts, isCut: true, files: 1 }), 'at least 1.2 GB in 1 file, of'],
  [
    'a long name of a scope',
    line({ ...facts, owner: { scope: 'x'.repeat(4000) } }),
    `scope ${'x'.repeat(100)}, and not main`,
  ],
])('%s', (_what, told, expected) => {
  expect(told).toContain(expected);
});
