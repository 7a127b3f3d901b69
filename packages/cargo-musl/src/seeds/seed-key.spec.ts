import type { CargoJob } from '../workbench/workbench.js';
import { seedKey } from './seed-key.js';

interface Given {
  readonly name: string;
  readonly root?: string;
  readonly dependencies?: string;
  readonly environment?: Record<string, string>;
  readonly features?: readonly string[];
  readonly config?: string;
}

function keyOf({
  name,
  root = `crates/${name}`,
  dependencies = 'serde = "1"',
  environment = {},
  features = [],
  config = '',
}: Given): string {
  const others = ['itoa', 'serde', 'words'];
  const entries = [...others, name].sort().map((one) => `[[package]]\nname = "${one}"\n`);
  const files = {
    'Cargo.toml': `[workspace]\nmembers = ["${root}"]\n`,
    'Cargo.lock': ['version = 4\n', ...entries].join('\n'),
    '.cargo/config.toml': config,
    [`${root}/Cargo.toml`]: `[package]\nname = "${name}"\n[dependencies]\n${dependencies}\n`,
    [`${root}/src/main.rs`]: 'fn main() {}\n',
  };
  const job: Pick<CargoJob<unknown>, 'argv' | 'environment' | 'workingDirectory' | 'inputs'> = {
    argv: ['cargo', 'build', '--manifest-path', `${root}/Cargo.toml`, ...features],
    environment,
    workingDirectory: `/workspace/${root}`,
    inputs: [
      {
        folder: '/workspace',
        times: {},
        files: Object.entries(files).map(([path, text]) => ({
          ...{ path, executable: false },
          content: Buffer.from(text),
        })),
      },
    ],
  };
  return seedKey(job, { name, root }, 'Cargo.lock');
}

test.each<[string, Given]>([
  ['comes first in the lock', { name: 'archive' }],
  ['comes last in it', { name: 'zoo' }],
  ['is elsewhere', { name: 'billing', root: 'services/billing' }],
])('a package that %s and uses the same has the same key', (_what, other) => {
  expect(keyOf(other)).toBe(keyOf({ name: 'billing' }));
});

test.each<[string, Given]>([
  ['crates', { name: 'archive', dependencies: 'itoa = "1"' }],
  ['features', { name: 'archive', features: ['--features', 'loud'] }],
  ['environment', { name: 'archive', environment: { CFLAGS: '-O0' } }],
  ['configuration', { name: 'archive', config: '[profile.release]\nlto = true\n' }],
])('one with other %s has another', (_what, other) => {
  expect(keyOf(other)).not.toBe(keyOf({ name: 'billing' }));
});

test('a package at the root of the repository', () => {
  expect(keyOf({ name: 'app', root: '' })).not.toBe(keyOf({ name: 'app' }));
});
