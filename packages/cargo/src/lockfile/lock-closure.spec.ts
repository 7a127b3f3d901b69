import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseLockfile } from '../index.js';
import { lockClosures } from './lock-closure.js';

/** What an entry leads to: name, version and source without the host of its registry. */
function reachedFrom(name: string, lock: string): string[] {
  const locked = parseLockfile(lock, 'Cargo.lock');
  const start = locked.find((entry) => entry.name === name);
  if (start === undefined) throw new Error(`no entry ${name}`);
  return [...lockClosures(locked)(start)]
    .map((entry) => `${entry.name} ${entry.version} ${entry.source ?? ''}`.trim())
    .sort();
}

/** Cargo 1.95 wrote those of version 3 and 4; the one of version 1 has the form of Cargo 1.30. */
const fixture = (name: string): string =>
  readFileSync(join(__dirname, 'fixtures', `${name}.lock.toml`), 'utf8');

const index = 'registry+https://github.com/rust-lang/crates.io-index';
const revision = 'f724cc35e48f7d765104cdf37058c3b9ff698837';

test.each([
  ['3', 'a/b'],
  ['4', 'a%2Fb'],
])(
  'fault: one crate at one version from a registry, a branch and a tag (version %s)',
  (version, branch) => {
    const lock = fixture(`git-and-registry.v${version}`);
    const from = (source: string) => `itoa 1.0.15 ${source}`;
    expect(reachedFrom('app', lock)).toEqual(
      [
        'app 0.1.0',
        from(`git+file:///srv/itoa?branch=${branch}#${revision}`),
        from(`git+file:///srv/itoa?tag=t#${revision}`),
        from(index),
      ].sort(),
    );
    expect(reachedFrom('branch-only', lock)).toEqual(
      ['branch-only 0.1.0', from(`git+file:///srv/itoa?branch=${branch}#${revision}`)].sort(),
    );
    expect(reachedFrom('registry-only', lock)).toEqual([from(index), 'registry-only 0.1.0']);
  },
);

test('fault: a git dependency of a lock of version 1, whose entries alone name the revision', () => {
  expect(reachedFrom('app', fixture('git.v1'))).toEqual([
    'app 0.1.0',
    `forked 0.2.0 git+https://example.org/forked?branch=main#${revision}`,
    `libc 0.2.43 ${index}`,
  ]);
});

test('a package of the repository wins over the crate of its name and version, as in Cargo', () => {
  const lock = `version = 4

[[package]]
name = "app"
version = "0.1.0"
dependencies = ["itoa 1.0.15"]

[[package]]
name = "itoa"
version = "1.0.15"

[[package]]
name = "itoa"
version = "1.0.15"
source = "${index}"
`;
  expect(reachedFrom('app', lock)).toEqual(['app 0.1.0', 'itoa 1.0.15']);
});
