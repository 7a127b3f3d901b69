import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockText } from './lock-text.js';
import { readLockfile } from './parse-lockfile.js';

const root = join(__dirname, '../../../..');

// All of them were written by Cargo.
test.each([
  'e2e/validation/Cargo.lock',
  'images/statix/recipe/crates/Cargo.lock',
  'packages/cargo/src/lockfile/fixtures/git-and-registry.v3.lock.toml',
  'packages/cargo/src/lockfile/fixtures/git-and-registry.v4.lock.toml',
])('%s is written as Cargo has written it', (path) => {
  const text = readFileSync(join(root, path), 'utf8');
  expect(lockText(readLockfile(text, path))).toBe(text);
});

const registry = 'registry+https://github.com/rust-lang/crates.io-index';

test.each([
  ['the only one of its name', ['1.0.0'], ' "b",'],
  ['one of two versions', ['1.0.0', '2.0.0'], ' "b 1.0.0",'],
])('a dependency on %s', (_name, versions, written) => {
  const others = versions.map((version) => ({
    ...{ name: 'b', version, source: registry, checksum: 'c'.repeat(64) },
    dependencies: [],
  }));
  const app = { name: 'app', version: '0.1.0', dependencies: ['b 1.0.0'] };
  expect(lockText({ version: 4, packages: [app, ...others] }).split('\n')).toContain(written);
});
