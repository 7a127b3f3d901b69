import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execaSync } from 'execa';
import {
  inputSet,
  lockDepartures,
  parseLockfile,
  repositoryFiles,
  selectInputs,
  cutFilesOf,
} from '../index.js';
import { cargo, describeWithCargo } from '../testing/cargo.js';
import {
  packageToml,
  removeTemporaryRepositories,
  temporaryRepository,
} from '../testing/temporary-repository.js';

const stages: string[] = [];
afterAll(() => {
  removeTemporaryRepositories();
  for (const stage of stages) rmSync(stage, { recursive: true, force: true });
});

/** A crate as `cargo vendor` lays it out: a registry that needs no network. */
function vendored(name: string, manifest: string, source: string): Record<string, string> {
  return {
    [`vendor/${name}/Cargo.toml`]: packageToml(name, manifest),
    [`vendor/${name}/src/lib.rs`]: source,
    [`vendor/${name}/.cargo-checksum.json`]: '{"files":{}}',
  };
}

/**
 * `app` takes the crate `said` plainly; its neighbour `other` switches on a feature of it, which
 * brings another crate along, and a feature of the shared package; `app`'s own tests and build script
 * switch on others.
 */
function repository(resolver: string) {
  const files = {
    '.cargo/config.toml':
      '[source.crates-io]\nreplace-with = "vendored"\n[source.vendored]\ndirectory = "vendor"\n',
    'Cargo.toml': `[workspace]\nmembers = ["app", "other", "shared"]\nresolver = "${resolver}"\n`,
    'app/Cargo.toml': packageToml(
      'app',
      '[dependencies]\nsaid = "0.1"\nshared = { path = "../shared" }\n' +
        '[build-dependencies]\nsaid = { version = "0.1", features = ["build"] }\n' +
        '[dev-dependencies]\nsaid = { version = "0.1", features = ["dev"] }\n' +
        '[target."cfg(windows)".dependencies]\nsaid = { version = "0.1", features = ["windows"] }\n',
    ),
    'app/build.rs': 'fn main() { println!("cargo::rustc-env=BUILT={:?}", said::features()); }',
    'app/src/main.rs':
      'fn main() { println!("{:?} {:?} {}", said::features(), shared::LOUD, env!("BUILT")); }',
    'shared/Cargo.toml': packageToml('shared', '[features]\nloud = []\n'),
    'shared/src/lib.rs': 'pub const LOUD: bool = cfg!(feature = "loud");',
    'other/Cargo.toml': packageToml(
      'other',
      '[dependencies]\nsaid = { version = "0.1", features = ["extra"] }\n' +
        'shared = { path = "../shared", features = ["loud"] }\n',
    ),
    'other/src/main.rs': 'fn main() {}',
    ...vendored(
      'said',
      '[dependencies]\nhelper = { version = "0.1", optional = true }\n' +
        '[features]\nextra = ["dep:helper"]\nbuild = []\ndev = []\nwindows = []\n',
      `pub fn features() -> Vec<&'static str> {
        let mut all = vec![];
        if cfg!(feature = "extra") { all.push("extra") }
        if cfg!(feature = "build") { all.push("build") }
        if cfg!(feature = "dev") { all.push("dev") }
        if cfg!(feature = "windows") { all.push("windows") }
        all
      }`,
    ),
    ...vendored('helper', '', ''),
  };
  const temporary = temporaryRepository(files);
  const locked = cargo(temporary.root, 'generate-lockfile', '--offline');
  if (!locked.ok) throw new Error(locked.stderr);
  return { root: temporary.root, files: Object.keys(files), read: temporary.read };
}

function build(directory: string): string {
  const result = cargo(directory, 'build', '--offline', '--manifest-path', 'app/Cargo.toml');
  if (!result.ok) throw new Error(result.stderr);
  return execaSync(join(directory, 'target/debug/app')).stdout;
}

describeWithCargo('a feature that another member switches on', () => {
  test.each([
    ['1', '["build", "dev", "windows"] false ["build", "dev", "windows"]'],
    ['2', '[] false ["build"]'],
    ['3', '[] false ["build"]'],
  ])('reaches no build of this one, whole workspace or cut, resolver %s', (resolver, expected) => {
    const { root, files, read } = repository(resolver);
    const whole = read();
    const app = whole.packages.find(({ name }) => name === 'app')!;

    const stage = realpathSync(mkdtempSync(join(tmpdir(), 'statix-features-')));
    stages.push(stage);
    const put = (path: string, content: string): void => {
      mkdirSync(dirname(join(stage, path)), { recursive: true });
      writeFileSync(join(stage, path), content);
    };
    const set = inputSet(whole, app);
    for (const path of selectInputs(set, files)) put(path, readFileSync(join(root, path), 'utf8'));
    for (const { path, content } of [
      ...set.stubs,
      ...cutFilesOf(whole, app, repositoryFiles(root)),
    ])
      put(path, content);

    const given = parseLockfile(readFileSync(join(stage, 'Cargo.lock'), 'utf8'), 'Cargo.lock');
    const seen = build(stage);
    const used = parseLockfile(readFileSync(join(stage, 'Cargo.lock'), 'utf8'), 'Cargo.lock');

    expect(given.map(({ name }) => name)).toEqual(['app', 'helper', 'said', 'shared']);
    expect(used.map(({ name }) => name)).toEqual(['app', 'said', 'shared']);
    expect(lockDepartures(given, used)).toEqual([]);
    expect(seen).toBe(build(root));
    expect(seen).toBe(expected);
  });
});
