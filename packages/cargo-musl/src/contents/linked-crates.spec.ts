import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { linkedCrates } from './linked-crates.js';
import { linkedTree, reachable } from './linked-tree.js';
import type { ResolvedPackage } from './resolved-packages.js';

const index = 'registry+https://github.com/rust-lang/crates.io-index';
const git = 'git+https://git.example/words?branch=a%2Fb#0123456789abcdef0123456789abcdef01234567';
const sha256 = 'a'.repeat(64);

const resolve = (
  name: string,
  source: string | null,
  license: string | null = 'MIT',
  folder = `/statix/cargo/registry/src/index/${name}-1.0.0`,
): ResolvedPackage => ({ name, version: '1.0.0', source, license, folder, licenseFile: null });

const locked = [
  { name: 'app', version: '1.0.0', dependencies: [] },
  { name: 'words', version: '1.0.0', source: index, checksum: sha256, dependencies: [] },
  { name: 'words', version: '1.0.0', source: git, dependencies: [] },
];

function crates(printed: string, resolved: ResolvedPackage[]) {
  const tree = linkedTree(printed)!;
  return linkedCrates(tree.root.text, reachable(tree), resolved, locked).map(({ crate }) => crate);
}

const app = resolve('app', null, null, '/workspace/app');

test('source and checksum are those of the lock, the licence is what the manifest says', () => {
  const printed = '0|app v1.0.0 (/workspace/app)||\n1|words v1.0.0||\n';
  expect(crates(printed, [app, resolve('words', index, 'MIT/Apache-2.0')])).toEqual([
    {
      ...{ name: 'app', version: '1.0.0', source: null, license: null, root: true },
      dependencies: ['words 1.0.0'],
    },
    {
      ...{ name: 'words', version: '1.0.0', source: index, checksum: sha256 },
      ...{ license: 'MIT OR Apache-2.0', dependencies: [] },
    },
  ]);
});

test('two packages of one name and version are told apart by where they are from', () => {
  const both = [app, resolve('words', index), resolve('words', decodeURIComponent(git), 'ISC')];
  const ofGit =
    '0|app v1.0.0 (/workspace/app)||\n1|words v1.0.0 (https://git.example/words?branch=a/b#01234567)||\n';
  expect(crates(ofGit, both)[1]).toMatchObject({ source: git, license: 'ISC' });
  const ofRegistry = '0|app v1.0.0 (/workspace/app)||\n1|words v1.0.0||\n';
  expect(crates(ofRegistry, both)[1]).toMatchObject({ source: index });
});

test.each([
  ['that the lock does not have', resolve('other', index)],
  ['of another source than the lock has', resolve('words', 'registry+https://elsewhere.example/')],
])('attack: a package %s is in no contents', async (_name, package_) => {
  const printed = `0|app v1.0.0 (/workspace/app)||\n1|${package_.name} v1.0.0||\n`;
  const found = Promise.resolve().then(() => crates(printed, [app, package_]));
  expect((await statixErrorOf(found)).code).toBe('STATIX_CONTENTS_UNKNOWN');
});

test('attack: a licence moves no cursor', () => {
  const printed = '0|app v1.0.0 (/workspace/app)||\n';
  const [crate] = crates(printed, [{ ...app, license: 'MIT\u001b[2J\n AND  X' }]);
  expect(crate?.license).toBe('MIT\\x1b[2J AND X');
});
