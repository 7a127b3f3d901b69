import { lockDepartures, type LockedPackage } from '../index.js';

const registry = 'registry+https://github.com/rust-lang/crates.io-index';
const crate = (name: string, version: string, ...dependencies: string[]): LockedPackage => ({
  name,
  version,
  source: registry,
  checksum: 'a'.repeat(64),
  dependencies,
});
const app = (...dependencies: string[]): LockedPackage => ({
  name: 'app',
  version: '0.1.0',
  dependencies,
});
const given = [
  app('syn 2.0.0'),
  crate('syn', '1.0.0'),
  crate('syn', '2.0.0', 'quote', 'unicode'),
  crate('quote', '1.0.0'),
  crate('unicode', '1.0.0'),
];

test('leaving out is none, and neither is a name that became unique', () => {
  const after = [app('syn'), crate('syn', '2.0.0', 'unicode'), crate('unicode', '1.0.0')];
  expect(lockDepartures(given, after)).toEqual([]);
});

test.each<[string, LockedPackage[], string]>([
  ['a package', [...given, crate('itoa', '1.0.0')], `itoa 1.0.0 (${registry}) is not in it`],
  ['a version', [crate('quote', '1.0.1')], `quote 1.0.1 (${registry}) is not in it`],
  [
    'a dependency',
    [app('quote'), crate('quote', '1.0.0')],
    `app 0.1.0 needs quote 1.0.0 (${registry})`,
  ],
  [
    'a checksum',
    [{ ...crate('quote', '1.0.0'), checksum: 'b'.repeat(64) }],
    `quote 1.0.0 (${registry}) has another checksum`,
  ],
])('%s that the lock does not have', (_name, after, expected) => {
  expect(lockDepartures(given, after)).toEqual([expected]);
});

test('a git source, encoded by version 4 and not by version 3', () => {
  const git = (source: string): LockedPackage => ({ ...crate('g', '1.0.0'), source });
  expect(
    lockDepartures(
      [git('git+https://example.org/g?branch=a/b#0123')],
      [git('git+https://example.org/g?branch=a%2Fb#0123')],
    ),
  ).toEqual([]);
});
