import { inputSet, pathClosure } from '../index.js';
import {
  packageToml,
  removeTemporaryRepositories,
  temporaryRepository,
} from '../testing/temporary-repository.js';

afterAll(removeTemporaryRepositories);

const lib = (name: string, more = ''): [string, string][] => [
  [`${name}/Cargo.toml`, packageToml(name, more)],
  [`${name}/src/lib.rs`, ''],
];

test('the files that make up a workspace, found upwards within the repository', () => {
  const { read } = temporaryRepository({
    'rust-toolchain.toml': '',
    '.cargo/config.toml':
      '[profile.outer]\ninherits = "release"\n[source.vendored]\ndirectory = "rust/vendor"\n',
    'rust/Cargo.toml':
      '[workspace]\nmembers = ["a"]\n[workspace.metadata.statix]\nenabled = true\n[profile.small]\ninherits = "release"\n',
    'rust/Cargo.lock': 'version = 4\n',
    'rust/.cargo/config': 'include = ["first.toml", "second.toml"]\n',
    'rust/.cargo/first.toml': '',
    'rust/.cargo/second.toml': '',
    'rust/a/Cargo.toml': packageToml(
      'a',
      '[package.metadata.statix.build-static]\nprofile = "small"\n',
    ),
    'rust/a/src/main.rs': '',
    'rust/vendor/serde/Cargo.toml': packageToml('serde'),
    'rust/vendor/serde/.cargo-checksum.json': '{}',
    'rust/vendor/serde/src/lib.rs': '',
  });
  const { workspaces, packages, strays } = read();
  expect(workspaces).toMatchObject([
    {
      root: 'rust',
      manifest: 'rust/Cargo.toml',
      lockfile: 'rust/Cargo.lock',
      configFiles: [
        'rust/.cargo/config',
        'rust/.cargo/second.toml',
        'rust/.cargo/first.toml',
        '.cargo/config.toml',
      ],
      profiles: ['dev', 'release', 'test', 'bench', 'small', 'outer'],
      defaultMembers: ['rust/a'],
      metadata: { enabled: true },
      vendorRoots: ['rust/vendor'],
    },
  ]);
  expect(
    packages.map(({ name, metadata, toolchainFile }) => [name, metadata, toolchainFile]),
  ).toEqual([['a', { 'build-static': { profile: 'small' } }, 'rust-toolchain.toml']]);
  expect(strays).toEqual([]);
});

test('what the build of a vendored workspace sees', () => {
  const { read } = temporaryRepository({
    '.cargo/config.toml':
      '[source.crates-io]\nreplace-with = "v"\n[source.v]\ndirectory = "third_party"\n',
    'Cargo.toml': packageToml('app'),
    'src/main.rs': '',
  });
  const repository = read();
  expect(inputSet(repository, repository.packages[0]!).sources).toContain('third_party/**/*');
});

test('a package that no workspace lists is no package, but stays visible to its neighbours', () => {
  const { read } = temporaryRepository({
    'Cargo.toml': packageToml('app', '[workspace]\n'),
    'src/main.rs': '',
    'tests/fixtures/x/Cargo.toml': packageToml('fixture'),
    'tests/fixtures/x/src/lib.rs': '',
  });
  const repository = read();
  expect(repository.packages.map(({ name }) => name)).toEqual(['app']);
  expect(repository.strays).toEqual(['tests/fixtures/x/Cargo.toml']);
  const { sources } = inputSet(repository, repository.packages[0]!);
  expect(sources.filter((glob) => glob.includes('fixtures'))).toEqual([]);
});

test('packages that no glob found are read as others lead to them', () => {
  const repository = temporaryRepository({
    'Cargo.toml': '[workspace]\nmembers = ["a", "b"]\n',
    ...Object.fromEntries([
      ...lib('a', '[dependencies]\nc = { path = "../c" }\n'),
      ...lib('b'),
      ...lib('c'),
    ]),
  });
  const { readRepository, repositoryFiles } =
    jest.requireActual<typeof import('../index.js')>('../index.js');
  const { packages, workspaces } = readRepository(
    ['a/Cargo.toml'],
    repositoryFiles(repository.root),
  );
  expect(packages.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  expect(workspaces.map(({ root }) => root)).toEqual(['']);
});

describe('patches', () => {
  const files = {
    'Cargo.toml':
      '[workspace]\nmembers = ["app", "other"]\n' +
      '[patch.crates-io]\nforked = { path = "forks/forked" }\nrenamed = { path = "forks/real", package = "real" }\nleft = "1"\n',
    'Cargo.lock': `version = 4
[[package]]
name = "app"
version = "0.1.0"
dependencies = ["middle"]
[[package]]
name = "forked"
version = "0.1.0"
[[package]]
name = "middle"
version = "1.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
dependencies = ["forked"]
[[package]]
name = "other"
version = "0.1.0"
[[package]]
name = "real"
version = "0.1.0"
`,
    'app/Cargo.toml': packageToml('app', '[dependencies]\nmiddle = "1"\n'),
    'app/src/main.rs': '',
    'other/Cargo.toml': packageToml('other'),
    'other/src/main.rs': '',
    ...Object.fromEntries([
      ...lib('forks/forked', '').map(([path, text]) => [path, text.replace('forks/', '')]),
    ]),
    'forks/real/Cargo.toml': packageToml('real'),
    'forks/real/src/lib.rs': '',
  };

  test('belong to who reaches them by the lock file, even through a registry', () => {
    const repository = temporaryRepository(files).read();
    expect(repository.problems).toEqual([]);
    expect(repository.workspaces[0]?.patchRoots).toEqual(['forks/forked', 'forks/real']);
    const closure = (name: string) =>
      pathClosure(
        repository,
        repository.packages.find((pkg) => pkg.name === name)!,
      ).map(({ root }) => root);
    expect(closure('app')).toEqual(['app', 'forks/forked']);
    expect(closure('other')).toEqual(['other']);
  });

  test.each(['', 'version = 4\n[[package\n'])(
    'without a lock file that helps (%j) belong to whose requirement they meet',
    (lock) => {
      const wants = (dependencies: string) =>
        packageToml('app', `[dependencies]\n${dependencies}\n`);
      const closure = (dependencies: string) => {
        const manifest = { 'app/Cargo.toml': wants(dependencies) };
        const repository = temporaryRepository({
          ...files,
          'Cargo.lock': lock,
          ...manifest,
        }).read();
        const [app] = repository.packages;
        return pathClosure(repository, app!).map(({ root }) => root);
      };
      expect(closure('middle = "1"')).toEqual(['app']);
      expect(closure('forked = "0.1"')).toEqual(['app', 'forks/forked']);
      expect(closure('forked = "0.2"')).toEqual(['app']);
      expect(closure('forked = ">=0.1, <0.3"')).toEqual(['app', 'forks/forked']);
      expect(closure('x = { version = "*", package = "real" }')).toEqual(['app', 'forks/real']);
    },
  );

  test('of the configuration, relative to where it is', () => {
    const { read } = temporaryRepository({
      'ws/Cargo.toml': packageToml('app'),
      'ws/src/main.rs': '',
      '.cargo/config.toml': 'paths = ["local"]\n[patch.crates-io]\nx = { path = "ws/x" }\n',
      ...Object.fromEntries([
        ...lib('local'),
        ...lib('ws/x').map(([path, text]) => [path, text.replace('"ws/x"', '"x"')]),
      ]),
    });
    const workspace = read().workspaces.find(({ root }) => root === 'ws');
    expect(workspace?.patchRoots).toEqual(['local', 'ws/x']);
  });

  test('that lead nowhere are a problem', () => {
    const { read } = temporaryRepository({
      'Cargo.toml': packageToml('app', '[patch.crates-io]\nx = { path = "gone" }\n'),
      'src/main.rs': '',
    });
    expect(read().problems).toMatchObject([
      {
        error: {
          code: 'STATIX_MANIFEST_DEPENDENCY_MISSING',
          what: expect.stringContaining('Cargo.toml:6:1'),
        },
      },
    ]);
  });
});

describe('the closure of a package', () => {
  const dependsOn = (table: string, ...names: string[]): string =>
    `[${table}]\n${names.map((name) => `${name} = { path = "../${name}" }\n`).join('')}`;
  const { read } = temporaryRepository(
    Object.fromEntries([
      ['Cargo.toml', '[workspace]\nmembers = ["app"]\n'],
      ...lib(
        'app',
        `${dependsOn('dependencies', 'z', 'b')}${dependsOn('dev-dependencies', 'testkit')}${dependsOn('build-dependencies', 'gen')}`,
      ),
      ...lib('z', dependsOn("target.'cfg(windows)'.dependencies", 'win')),
      ...lib('b', dependsOn('dev-dependencies', 'app', 'devonly')),
      ...lib('gen', dependsOn('dependencies', 'z')),
      ...lib('testkit', dependsOn('dependencies', 'deep')),
      ...['win', 'devonly', 'deep'].flatMap((name) => lib(name)),
    ]),
  );
  const repository = read();
  const app = repository.packages.find(({ name }) => name === 'app')!;

  test('has normal and build dependencies, for all targets, and nobody’s development dependencies', () => {
    expect(pathClosure(repository, app).map(({ name }) => name)).toEqual([
      'app',
      'b',
      'gen',
      'win',
      'z',
    ]);
  });

  test('has the package’s own development dependencies where they count', () => {
    expect(pathClosure(repository, app, { includeDev: true }).map(({ name }) => name)).toEqual([
      ...['app', 'b', 'deep', 'gen', 'testkit', 'win', 'z'],
    ]);
  });
});

test('a thousand packages', () => {
  const members = Array.from({ length: 1000 }, (_, index) =>
    lib(
      `crates/c${index}`,
      index < 3
        ? ''
        : `[dependencies]\nc${index - 1} = { path = "../c${index - 1}" }\nserde = "1"\nanyhow = { version = "1" }\n`,
    ).map(([path, text]) => [path, text.replace('crates/', '')]),
  ).flat();
  const { read } = temporaryRepository(
    Object.fromEntries([['Cargo.toml', '[workspace]\nmembers = ["crates/*"]\n'], ...members]),
  );
  const times = Array.from({ length: 5 }, () => {
    const started = process.hrtime.bigint();
    expect(read().packages).toHaveLength(1000);
    return Number(process.hrtime.bigint() - started) / 1e6;
  });
  const repository = read();
  const started = process.hrtime.bigint();
  for (const pkg of repository.packages) inputSet(repository, pkg);
  const inputs = Number(process.hrtime.bigint() - started) / 1e6;
  console.log(
    `readRepository, ms: ${times.map((time) => time.toFixed(0)).join(' ')}; inputSet of all, ms: ${inputs.toFixed(0)}`,
  );
});
