import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  inputSet,
  lockDepartures,
  parseLockfile,
  repositoryFiles,
  selectInputs,
  cutFilesOf,
  type CargoRepository,
} from '../index.js';
import { cargo, describeWithCargo } from '../testing/cargo.js';
import {
  packageToml,
  removeTemporaryRepositories,
  temporaryRepository,
  type FileContent,
} from '../testing/temporary-repository.js';

const stages: string[] = [];
afterAll(() => {
  removeTemporaryRepositories();
  for (const stage of stages) rmSync(stage, { recursive: true, force: true });
});

interface Staged {
  readonly directory: string;
  /** Real files; stubs and cut files left out. */
  readonly real: string[];
}

/** Copies what the set holds, and nothing else, to a new directory. */
function stage(
  root: string,
  files: Readonly<Record<string, FileContent>>,
  repository: CargoRepository,
  name: string,
  options: Parameters<typeof inputSet>[2] = {},
): Staged {
  const pkg = repository.packages.find((candidate) => candidate.name === name);
  if (pkg === undefined) throw new Error(`no package ${name}`);
  const set = inputSet(repository, pkg, options);
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'statix-stage-')));
  stages.push(directory);
  const put = (path: string, content: string | Buffer): void => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content, { flag: 'wx' });
  };
  const real = selectInputs(set, Object.keys(files));
  for (const path of real) put(path, readFileSync(join(root, path)));
  for (const stub of set.stubs) put(stub.path, stub.content);
  for (const { path, content } of cutFilesOf(repository, pkg, repositoryFiles(root)))
    put(path, content);
  return { directory, real };
}

/** With a lock file, as cargo writes it. */
function lockedRepository(
  files: Record<string, FileContent>,
  workspaces: readonly string[] = [''],
) {
  const repository = temporaryRepository(files);
  const all = { ...files };
  for (const workspace of workspaces) {
    const result = cargo(join(repository.root, workspace), 'generate-lockfile', '--offline');
    if (!result.ok) throw new Error(result.stderr);
    all[join(workspace, 'Cargo.lock')] = '';
  }
  return { root: repository.root, files: all, repository: repository.read() };
}

function build(staged: Staged, manifest: string, ...more: string[]) {
  const given = locked(staged, manifest);
  const result = cargo(
    staged.directory,
    ...['build', '--offline', '--manifest-path', manifest, ...more],
  );
  if (!result.ok) return result.stderr;
  // Cargo may leave out what only other members need, and must resolve nothing anew.
  expect(lockDepartures(given, locked(staged, manifest))).toEqual([]);
  return 'built';
}

function locked({ directory }: Staged, manifest: string) {
  const path = [dirname(manifest), join(manifest, '../..'), join(manifest, '../../..')]
    .map((at) => join(directory, at, 'Cargo.lock'))
    .find((candidate) => existsSync(candidate));
  if (path === undefined) throw new Error(`no Cargo.lock above ${manifest}`);
  return parseLockfile(readFileSync(path, 'utf8'), path);
}

const workspace: Record<string, FileContent> = {
  'Cargo.toml': `[workspace]
members = ["crates/*"]
resolver = "2"
[workspace.package]
version = "1.0.0"
[workspace.dependencies]
lib-a = { path = "crates/lib-a" }
`,
  'rust-toolchain.toml': '[toolchain]\nprofile = "minimal"\n',
  '.cargo/config.toml': '[build]\nrustflags = ["--cfg", "configured"]\n',
  'crates/app/Cargo.toml':
    '[package]\nname = "app"\nversion.workspace = true\nedition = "2021"\n' +
    '[dependencies]\nlib-a.workspace = true\n[build-dependencies]\ngen = { path = "../gen" }\n' +
    '[dev-dependencies]\ntestkit = { path = "../testkit" }\n',
  'crates/app/build.rs': 'fn main() { gen::generate(); }',
  'crates/app/src/main.rs':
    'mod target; #[cfg(configured)] fn main() { println!("{} {}", lib_a::NAME, target::TRIPLE); }',
  'crates/app/src/target/mod.rs': 'pub const TRIPLE: &str = "musl";',
  'crates/app/tests/it.rs': '#[test] fn works() { assert_eq!(testkit::ONE, 1); }',
  'crates/app/target/debug/old': 'left from a build',
  'crates/app/.env': 'SECRET=1',
  'crates/lib-a/Cargo.toml': packageToml(
    'lib-a',
    '[dependencies]\nlib-b = { path = "../lib-b", optional = true }\n',
  ),
  'crates/lib-a/src/lib.rs': 'pub const NAME: &str = "a";',
  'crates/lib-b/Cargo.toml': packageToml('lib-b'),
  'crates/lib-b/src/lib.rs': '',
  'crates/gen/Cargo.toml': packageToml('gen'),
  'crates/gen/src/lib.rs': 'pub fn generate() {}',
  'crates/testkit/Cargo.toml': packageToml('testkit'),
  'crates/testkit/src/lib.rs': 'pub const ONE: u8 = 1;',
  'crates/other/Cargo.toml': packageToml(
    'other',
    `default-run = "second"
links = "z"
[lib]
proc-macro = true
[[bin]]
name = "shaped"
[[example]]
name = "ex"
[[test]]
name = "declared"
path = "checks/it.rs"
`,
  ),
  'crates/other/build.rs': 'compile_error!("not to be seen")',
  'crates/other/src/lib.rs': 'compile_error!("not to be seen");',
  'crates/other/src/bin/shaped.rs': 'compile_error!("not to be seen");',
  'crates/other/src/bin/second/main.rs': 'compile_error!("not to be seen");',
  'crates/other/examples/ex.rs': 'compile_error!("not to be seen");',
  'crates/other/checks/it.rs': 'compile_error!("not to be seen");',
};

describeWithCargo('a package builds from its inputs alone', () => {
  test('in a workspace, the sources of other members are absent', () => {
    const { root, files, repository } = lockedRepository(workspace);
    const staged = stage(root, files, repository, 'app');
    expect(staged.real.sort()).toEqual(
      [
        '.cargo/config.toml',
        'crates/app/Cargo.toml',
        'crates/app/build.rs',
        'crates/app/src/main.rs',
        'crates/app/src/target/mod.rs',
        'crates/gen/Cargo.toml',
        'crates/gen/src/lib.rs',
        'crates/lib-a/Cargo.toml',
        'crates/lib-a/src/lib.rs',
        'crates/lib-b/Cargo.toml',
        'crates/lib-b/src/lib.rs',
        'crates/testkit/Cargo.toml',
        'rust-toolchain.toml',
      ].sort(),
    );
    expect(build(staged, 'crates/app/Cargo.toml')).toBe('built');
  });

  test('without the stubs the same build fails', () => {
    const { root, files, repository } = lockedRepository(workspace);
    const staged = stage(root, files, repository, 'app');
    rmSync(join(staged.directory, 'crates/testkit/src'), { recursive: true });
    expect(build(staged, 'crates/app/Cargo.toml')).toMatch(/testkit\/Cargo\.toml|can't find/);
  });

  test('tests, benchmarks and examples of what is built are absent, unless they are asked for', () => {
    const { root, files, repository } = lockedRepository({
      'Cargo.toml': '[workspace]\nmembers = ["app", "lib"]\nresolver = "2"\n',
      'app/Cargo.toml': packageToml(
        'app',
        `[dependencies]
lib = { path = "../lib" }
[[test]]
name = "named"
[[bench]]
name = "speed"
path = "../shared/speed.rs"
harness = false
[[bin]]
name = "tool"
path = "examples/tool.rs"
`,
      ),
      'app/src/main.rs': 'fn main() { lib::used() }',
      'app/tests/named.rs': 'compile_error!("not to be seen");',
      'app/tests/found.rs': 'compile_error!("not to be seen");',
      'app/tests/data/a.txt': '',
      'app/examples/tool.rs': 'fn main() {}',
      'app/examples/found.rs': 'compile_error!("not to be seen");',
      'shared/speed.rs': 'compile_error!("not to be seen");',
      'lib/Cargo.toml': packageToml('lib', '[lib]\npath = "lib.rs"\n[[example]]\nname = "shown"\n'),
      'lib/lib.rs': 'pub fn used() { include_bytes!("testdata/a"); }',
      'lib/testdata/a': '',
      'lib/examples/shown.rs': 'compile_error!("not to be seen");',
      'lib/benches/found.rs': 'compile_error!("not to be seen");',
    });
    const staged = stage(root, files, repository, 'app');
    expect(staged.real.sort()).toEqual([
      'app/Cargo.toml',
      // A folder that holds a program stays as it is.
      'app/examples/found.rs',
      'app/examples/tool.rs',
      'app/src/main.rs',
      'lib/Cargo.toml',
      'lib/lib.rs',
      'lib/testdata/a',
    ]);
    expect(build(staged, 'app/Cargo.toml', '--bins')).toBe('built');
    const more = stage(root, files, repository, 'app', { extraInputs: ['app/tests/data'] });
    expect(more.real).toContain('app/tests/data/a.txt');
    expect(more.real).not.toContain('app/tests/found.rs');
    expect(build(more, 'app/Cargo.toml', '--bins')).toBe('built');
  });

  test('tests build with the development dependencies included', () => {
    const { root, files, repository } = lockedRepository(workspace);
    const staged = stage(root, files, repository, 'app', { includeDev: true });
    const result = cargo(staged.directory, 'test', '--offline', '-p', 'app');
    expect(result.ok ? 'passed' : result.stderr).toBe('passed');
  });

  test('a test outside of its package, with a module beside it', () => {
    const { root, files, repository } = lockedRepository({
      'Cargo.toml': '[workspace]\nmembers = ["app"]\nresolver = "2"\n',
      'app/Cargo.toml': packageToml('app', '[[test]]\nname = "far"\npath = "../suite/far.rs"\n'),
      'app/src/lib.rs': '',
      'suite/far.rs': 'mod part;\n#[test]\nfn passes() { part::used() }\n',
      'suite/part.rs': 'pub fn used() {}',
    });
    expect(stage(root, files, repository, 'app').real).not.toContain('suite/part.rs');
    const staged = stage(root, files, repository, 'app', { includeDev: true });
    const result = cargo(staged.directory, 'test', '--offline', '-p', 'app');
    expect(result.ok ? 'passed' : result.stderr).toBe('passed');
    expect(result.stdout).toContain('test passes ... ok');
  });

  test('a root package builds without the packages inside its directory, but with one it depends on', () => {
    const { root, files, repository } = lockedRepository({
      'Cargo.toml': packageToml(
        'root-pkg',
        '[dependencies]\nmacros = { path = "crates/parser/macros" }\n[workspace]\nmembers = ["crates/*"]\nexclude = ["fuzz"]\n',
      ),
      'build.rs':
        'fn main() { std::fs::read("crates/proto/schema/a.proto").unwrap(); std::fs::read("README.md").unwrap(); }',
      'README.md': 'read',
      'src/main.rs': 'fn main() { macros::used() }',
      'crates/parser/Cargo.toml': packageToml('parser'),
      'crates/parser/src/lib.rs': 'compile_error!("not to be seen");',
      'crates/parser/CHANGELOG.md': '',
      'crates/parser/macros/Cargo.toml': packageToml('macros'),
      'crates/parser/macros/src/lib.rs': 'pub fn used() {}',
      'crates/proto/Cargo.toml': packageToml('proto'),
      'crates/proto/src/lib.rs': 'compile_error!("not to be seen");',
      'crates/proto/schema/a.proto': '',
      'crates/proto/schema/private/b.proto': '',
      'fuzz/Cargo.toml': packageToml('fuzz', '[dependencies]\nroot-pkg = { path = ".." }\n'),
      'fuzz/src/main.rs': 'compile_error!("not to be seen");',
      'target/debug/old': '',
    });
    const staged = stage(root, files, repository, 'root-pkg', {
      extraInputs: ['crates/proto/schema/a.proto'],
    });
    expect(staged.real.sort()).toEqual([
      'README.md',
      'build.rs',
      'crates/parser/macros/Cargo.toml',
      'crates/parser/macros/src/lib.rs',
      'crates/proto/schema/a.proto',
      'src/main.rs',
    ]);
    expect(build(staged, 'Cargo.toml')).toBe('built');
  });

  test('dependencies outside of the workspace, in another workspace, and their own development dependencies', () => {
    const { root, files, repository } = lockedRepository(
      {
        'ws/Cargo.toml': '[workspace]\nmembers = ["app", "other"]\nresolver = "2"\n',
        'ws/app/Cargo.toml': packageToml(
          'app',
          '[dependencies]\nfar = { path = "../../second/far" }\n',
        ),
        'ws/app/src/main.rs': 'fn main() { far::used() }',
        'ws/other/Cargo.toml': packageToml(
          'other',
          '[dependencies]\nlone = { path = "../../lone" }\n',
        ),
        'ws/other/src/lib.rs': 'compile_error!("not to be seen");',
        'second/Cargo.toml': packageToml(
          'second-root',
          '[workspace]\nmembers = ["far", "unrelated"]\n[workspace.package]\nversion = "3.1.4"\n',
        ),
        'second/src/lib.rs': 'compile_error!("not to be seen");',
        'second/far/Cargo.toml':
          '[package]\nname = "far"\nversion.workspace = true\nedition = "2021"\n[dev-dependencies]\nunrelated = { path = "../unrelated" }\n',
        'second/far/src/lib.rs': 'pub fn used() {}',
        'second/unrelated/Cargo.toml': packageToml('unrelated'),
        'second/unrelated/src/lib.rs': 'compile_error!("not to be seen");',
        'lone/Cargo.toml': packageToml(
          'lone',
          '[dependencies]\ndeep = { path = "../third/deep" }\n',
        ),
        'lone/src/lib.rs': 'compile_error!("not to be seen");',
        'third/Cargo.toml':
          '[workspace]\nmembers = ["deep"]\n[workspace.package]\nversion = "2.7.1"\n',
        'third/deep/Cargo.toml':
          '[package]\nname = "deep"\nversion.workspace = true\nedition = "2021"\n',
        'third/deep/src/lib.rs': 'compile_error!("not to be seen");',
      },
      ['ws'],
    );
    const staged = stage(root, files, repository, 'app');
    expect(staged.real.sort()).toEqual([
      'second/Cargo.toml',
      'second/far/Cargo.toml',
      'second/far/src/lib.rs',
      'ws/app/Cargo.toml',
      'ws/app/src/main.rs',
    ]);
    expect(build(staged, 'ws/app/Cargo.toml')).toBe('built');
  });

  test('targets and build scripts outside of their package', () => {
    const { root, files, repository } = lockedRepository({
      'Cargo.toml': '[workspace]\nmembers = ["app", "other"]\nresolver = "2"\n',
      'app/Cargo.toml': packageToml(
        'app',
        'build = "../scripts/build.rs"\n[[bin]]\nname = "app"\npath = "../shared/main.rs"\n',
      ),
      'other/Cargo.toml': packageToml(
        'other',
        '[[bin]]\nname = "other"\npath = "../shared/main.rs"\n',
      ),
      'scripts/build.rs': 'mod helper; fn main() { helper::help() }',
      'scripts/helper.rs': 'pub fn help() {}',
      'shared/main.rs': 'mod part; fn main() { part::used() }',
      'shared/part/mod.rs': 'pub fn used() {}',
      'unrelated/file': '',
    });
    const staged = stage(root, files, repository, 'app');
    expect(staged.real).not.toContain('unrelated/file');
    expect(build(staged, 'app/Cargo.toml')).toBe('built');
  });

  test('patches that nothing uses, and one that a member outside of the closure uses', () => {
    const fork = (name: string): Record<string, FileContent> => ({
      [`forks/${name}/Cargo.toml`]: packageToml(name),
      [`forks/${name}/src/lib.rs`]: 'compile_error!("not to be seen");',
    });
    const { root, files, repository } = lockedRepository({
      'Cargo.toml':
        '[workspace]\nmembers = ["app", "other"]\nresolver = "2"\n' +
        '[patch.crates-io]\nused = { path = "forks/used" }\nunused = { path = "forks/unused" }\n',
      'app/Cargo.toml': packageToml('app'),
      'app/src/main.rs': 'fn main() {}',
      'other/Cargo.toml': packageToml('other', '[dependencies]\nused = "0.1"\n'),
      'other/src/lib.rs': 'compile_error!("not to be seen");',
      ...fork('used'),
      ...fork('unused'),
    });
    const staged = stage(root, files, repository, 'app');
    expect(staged.real.filter((path) => path.startsWith('forks/'))).toEqual([]);
    expect(build(staged, 'app/Cargo.toml')).toBe('built');
  });

  test('a patch that is no member, whose dev-dependencies are nowhere', () => {
    const { root, files, repository } = lockedRepository({
      'Cargo.toml':
        '[workspace]\nmembers = ["app", "other"]\nresolver = "2"\n' +
        '[patch.crates-io]\nused = { path = "forks/used" }\n',
      'app/Cargo.toml': packageToml('app', '[dependencies]\nused = "0.1"\n'),
      'app/src/main.rs': 'fn main() { used::used() }',
      'other/Cargo.toml': packageToml('other'),
      'other/src/lib.rs': 'compile_error!("not to be seen");',
      'forks/used/Cargo.toml': packageToml(
        'used',
        '[dev-dependencies]\ntested = { path = "../tested" }\n',
      ),
      'forks/used/src/lib.rs': 'pub fn used() {}',
    });
    const staged = stage(root, files, repository, 'app');
    expect(staged.real).toContain('forks/used/src/lib.rs');
    expect(build(staged, 'app/Cargo.toml')).toBe('built');
  });

  test('many packages beside each other, one of them built', () => {
    const many = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [
        [`crates/c${index}/Cargo.toml`, packageToml(`c${index}`)],
        [`crates/c${index}/src/lib.rs`, 'compile_error!("not to be seen");'],
      ]).flat(),
    );
    const { root, files, repository } = lockedRepository({
      'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\nresolver = "2"\n',
      ...many,
      'crates/c7/src/lib.rs': '',
    });
    const pkg = repository.packages.find(({ name }) => name === 'c7');
    expect(inputSet(repository, pkg!).files).toEqual([]);
    expect(inputSet(repository, pkg!).cutFiles).toEqual(['Cargo.toml', 'Cargo.lock']);
    expect(build(stage(root, files, repository, 'c7'), 'crates/c7/Cargo.toml')).toBe('built');
  });
});
