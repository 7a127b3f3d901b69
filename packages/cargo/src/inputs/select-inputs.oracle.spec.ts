import { matchGlobPaths } from 'nx/src/native';
import { inputSet, selectInputs } from '../index.js';
import {
  packageToml,
  removeTemporaryRepositories,
  temporaryRepository,
} from '../testing/temporary-repository.js';

afterAll(removeTemporaryRepositories);

/** Root package, members in its directory, one inside another, and names that globs stumble over. */
const roots = [
  ...['', 'crates/a', 'crates/b', 'crates/b/inner', 'crates/b/inner/macros', 'Cart', 'crates/a-b'],
  ...[
    'odd/[x]',
    'odd/x',
    'odd/{y,z}',
    'odd/(z)',
    'odd/!q',
    'odd/@scope',
    'odd/a b',
    'odd/é',
    'odd/target',
  ],
];

const files = roots.flatMap((root) =>
  [
    ...[
      'Cargo.toml',
      'Cargo.lock',
      'Carton',
      'CHANGELOG.md',
      'C',
      'Ca',
      'README.md',
      'build.rs',
      '.hidden',
    ],
    ...[
      '.env',
      '.env.local',
      'environment',
      'src/lib.rs',
      'src/target/mod.rs',
      'src/.env',
      'target/debug/x',
    ],
    ...[
      'node_modules/m/index.js',
      '.git/HEAD',
      '.git',
      'schema/a.proto',
      'schema/deep/b.proto',
      'sch',
      'scheme/x',
    ],
  ].map((file) => (root === '' ? file : `${root}/${file}`)),
);

const { read } = temporaryRepository({
  'Cargo.toml': packageToml(
    'root-pkg',
    `[dependencies]
macros = { path = "crates/b/inner/macros" }
a = { path = "crates/a" }
[workspace]
members = ["crates/*", "crates/b/inner", "Cart", "odd/*"]
`,
  ),
  'src/lib.rs': '',
  ...Object.fromEntries(
    roots
      .filter((root) => root !== '')
      .flatMap((root) => {
        const name =
          root === 'crates/a'
            ? 'a'
            : root === 'crates/b/inner/macros'
              ? 'macros'
              : `p${roots.indexOf(root)}`;
        return [
          [`${root}/Cargo.toml`, packageToml(name)],
          [`${root}/src/lib.rs`, ''],
        ];
      }),
  ),
});
const repository = read();

test('the repository of this spec is read', () => {
  expect(repository.problems).toEqual([]);
  expect(repository.packages.map(({ root }) => root).sort()).toEqual([...roots].sort());
});

const extraInputs = [
  [],
  ['crates/b/schema/a.proto'],
  ['crates/b/schema'],
  ['crates/b/schema/**/*.proto', 'Cart/C*'],
  ['**/*.proto'],
  ['crates'],
  ['odd/x/scheme', '!odd/x/scheme/x'],
];

describe('selects what Nx hashes', () => {
  for (const pkg of repository.packages) {
    test.each(extraInputs)(`${pkg.root || 'the root'} with %s`, (...extra) => {
      const set = inputSet(repository, pkg, { extraInputs: extra });
      const byNx = matchGlobPaths([...set.sources, ...set.files], files);
      expect(selectInputs(set, files)).toEqual(files.filter((_, index) => byNx[index]));
    });
  }
});

test.each([
  [['crates/b/schema'], ['schema/a.proto', 'schema/deep/b.proto']],
  [['crates/b/schema/a.proto'], ['schema/a.proto']],
  [['crates/b/schema/**/*.proto'], ['schema/a.proto', 'schema/deep/b.proto']],
  [['crates/b/schema', '!crates/b/schema/deep'], ['schema/a.proto']],
])('the extra inputs %j are seen by a root package and by others', (extra, expected) => {
  for (const pkg of repository.packages.filter(({ root }) => ['', 'crates/a'].includes(root))) {
    const selected = selectInputs(inputSet(repository, pkg, { extraInputs: extra }), files);
    const schema = selected.filter((path) => path.startsWith('crates/b/schema/'));
    expect(schema).toEqual(expected.map((path) => `crates/b/${path}`));
  }
});

describe('what a root package sees', () => {
  const root = repository.packages.find((pkg) => pkg.root === '');
  const selected = selectInputs(inputSet(repository, root!), files);

  test('its own files, but neither secrets nor results nor downloads', () => {
    const own = selected.filter((path) => !/^(crates|Cart|odd)\//.test(path));
    expect(own.sort()).toEqual(
      [
        ...[
          // Its Cargo.toml is the workspace's root manifest: a document of the build.
          'Cargo.lock',
          'Carton',
          'CHANGELOG.md',
          'C',
          'Ca',
          'README.md',
          'build.rs',
          '.hidden',
        ],
        ...['environment', 'src/lib.rs', 'src/target/mod.rs'],
        ...['schema/a.proto', 'schema/deep/b.proto', 'sch', 'scheme/x'],
      ].sort(),
    );
  });

  test('all of its path dependencies, wherever they are nested', () => {
    expect(selected).toEqual(
      expect.arrayContaining(['crates/a/src/lib.rs', 'crates/b/inner/macros/src/lib.rs']),
    );
  });

  test('nothing of other members, not even their manifests', () => {
    const others = selected.filter(
      (path) =>
        /^(crates|Cart|odd)\//.test(path) &&
        !/^crates\/(a|b\/inner\/macros)\//.test(path) &&
        // Names that no glob can quote cannot be taken away (hasExactGlob).
        !/[!()]/.test(path),
    );
    expect(others).toEqual([]);
  });
});

test.each(['../outside', '/etc/passwd', '.', '.env', 'crates/a/.env.local'])(
  'refuses the extra input %s',
  (extra) => {
    const [pkg] = repository.packages;
    expect(() => inputSet(repository, pkg!, { extraInputs: [extra] })).toThrow(
      expect.objectContaining({ code: 'STATIX_EXTRA_INPUT_INVALID' }),
    );
  },
);
