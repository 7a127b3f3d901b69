import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { plannedPrograms } from './planned-programs.js';

const newFolder = temporaryFolders();
const manifest = 'crates/app/Cargo.toml';
const release = 'dist/static/app/x86_64-unknown-linux-musl/release';

const files = {
  'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\n',
  [manifest]: `[package]
name = "app"
version = "0.1.0"
edition = "2021"
[features]
more = []
[dependencies]
words = "1"
[[bin]]
name = "extra"
required-features = ["more"]
[[bin]]
name = "loud"
required-features = ["words/loud"]
`,
  ...Object.fromEntries(
    ['src/main', 'src/bin/extra', 'src/bin/loud', 'examples/show', 'examples/slow'].map((name) => [
      `crates/app/${name}.rs`,
      'fn main() {}',
    ]),
  ),
};

let root: string;

beforeEach(() => {
  root = newFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
});

async function planned(
  builds: readonly Record<string, unknown>[],
  folder = release,
): Promise<string | undefined> {
  const place = { workspaceRoot: root, project: 'app', folder: join(root, folder) };
  const programs = await plannedPrograms(place, builds);
  return programs?.map(({ name, certain }) => `${name}${certain ? '' : '?'}`).join(' ');
}

test.each([
  [{}, 'app loud?'],
  [{ features: ['more'] }, 'app extra loud?'],
  // As they are on a command line.
  [{ features: 'more' }, 'app extra loud?'],
  [{ 'all-features': 'true' }, 'app extra loud?'],
  [{ bins: 'app,loud' }, 'app loud?'],
  [{ bins: ['app'], features: 'more' }, 'app'],
  [{ examples: true, bins: [] }, 'show slow'],
  [{ examples: 'true', bins: 'app' }, 'app show slow'],
  [{ examples: 'false', bins: 'app' }, 'app'],
  [{ examples: 'slow', bins: 'app' }, 'app slow'],
])('a build with %j makes %s', async (options, expected) => {
  const names = (await planned([{ manifest, ...options }]))?.split(' ').sort().join(' ');
  expect(names).toBe(expected);
});

test('of the build that writes to the folder', async () => {
  const dev = { manifest, profile: 'dev', features: ['more'] };
  expect(await planned([dev, { manifest }])).toBe('app loud?');
  expect(await planned([{ manifest, outputPath: 'out' }], 'out')).toBe('app loud?');
});

test.each<[string, Record<string, unknown>[]]>([
  ['no build', []],
  ['a build that writes elsewhere', [{ manifest, outputPath: 'out' }]],
  ['two builds', [{ manifest }, { manifest, bins: ['app'] }]],
  ['a build whose options are not understood', [{ manifest, features: { more: true } }]],
  ['a build of a package that is not there', [{ manifest: 'crates/gone/Cargo.toml' }]],
])('nothing is known after %s', async (_what, builds) => {
  expect(await planned(builds)).toBeUndefined();
});
