import { isDeepStrictEqual } from 'node:util';
import { cutFilesOf, repositoryFiles, workspaceDigest } from '../index.js';
import {
  packageToml,
  removeTemporaryRepositories,
  temporaryRepository,
  type FileContent,
} from '../testing/temporary-repository.js';

afterAll(removeTemporaryRepositories);

const registry = 'registry+https://github.com/rust-lang/crates.io-index';

/** Three programs: `app` uses serde and a shared crate, `tool` itoa, `lone` nothing. */
const workspace: Record<string, string> = {
  'Cargo.toml': `[workspace]
members = ["crates/*"]
exclude = ["fuzz"]
default-members = ["crates/tool"]
resolver = "2"
[workspace.package]
version = "1.0.0"
license = "MIT"
[workspace.dependencies]
serde = "1"
itoa = "1"
[workspace.lints.rust]
unsafe_code = "forbid"
[workspace.metadata.statix]
enabled = true
[workspace.metadata.other]
key = 1
[patch.crates-io]
serde = { git = "https://example.org/serde.git" }
itoa = { path = "forks/itoa" }
[profile.release]
lto = true
`,
  'crates/app/Cargo.toml':
    '[package]\nname = "app"\nversion.workspace = true\nedition = "2021"\n' +
    '[dependencies]\nserde.workspace = true\nshared = { path = "../shared" }\n',
  'crates/app/src/main.rs': '',
  'crates/shared/Cargo.toml': packageToml('shared', '[lints]\nworkspace = true\n'),
  'crates/shared/src/lib.rs': '',
  'crates/tool/Cargo.toml': packageToml('tool', '[dependencies]\nitoa.workspace = true\n'),
  'crates/tool/src/main.rs': '',
  'crates/lone/Cargo.toml': packageToml('lone'),
  'crates/lone/src/main.rs': '',
  'forks/itoa/Cargo.toml': packageToml('itoa'),
  'forks/itoa/src/lib.rs': '',
  'Cargo.lock': `version = 4

[[package]]
name = "app"
version = "1.0.0"
dependencies = [
 "serde",
 "shared",
]

[[package]]
name = "itoa"
version = "0.1.0"

[[package]]
name = "lone"
version = "0.1.0"

[[package]]
name = "serde"
version = "1.0.1"
source = "${registry}"
checksum = "${'a'.repeat(64)}"
dependencies = [
 "serde_derive",
]

[[package]]
name = "serde_derive"
version = "1.0.1"
source = "${registry}"
checksum = "${'b'.repeat(64)}"

[[package]]
name = "shared"
version = "0.1.0"

[[package]]
name = "tool"
version = "0.1.0"
dependencies = [
 "itoa",
]
`,
};

function contentsOf(files: Record<string, FileContent>, name: string): Record<string, string> {
  const { root, read } = temporaryRepository(files);
  const repository = read();
  const pkg = repository.packages.find((candidate) => candidate.name === name);
  const cutFiles = cutFilesOf(repository, pkg!, repositoryFiles(root));
  return Object.fromEntries(cutFiles.map(({ path, content }) => [path, content]));
}

function digests(files: Record<string, FileContent>): Record<string, string> {
  const { root, read } = temporaryRepository(files);
  const repository = read();
  return Object.fromEntries(
    repository.packages
      .filter((pkg) => pkg.targets.some(({ kind }) => kind === 'bin'))
      .map((pkg) => [pkg.name, workspaceDigest(repository, pkg, repositoryFiles(root))]),
  );
}

/** Digest and cut files of every program, from one reading. */
function programsOf(files: Record<string, FileContent>) {
  const { root, read } = temporaryRepository(files);
  const repository = read();
  const seen = repositoryFiles(root);
  const programs = repository.packages.filter((pkg) =>
    pkg.targets.some(({ kind }) => kind === 'bin'),
  );
  return new Map(
    programs.map((pkg) => [
      pkg.name,
      {
        digest: workspaceDigest(repository, pkg, seen),
        cutFiles: cutFilesOf(repository, pkg, seen),
      },
    ]),
  );
}

test('the root manifest and the lock, cut down to one package', () => {
  const cutFiles = contentsOf(workspace, 'app');
  expect(cutFiles['Cargo.toml']).toMatchInlineSnapshot(`
    "[profile.release]
    lto = true

    [workspace]
    members = [ "crates/app", "crates/shared" ]
    exclude = [ "fuzz" ]
    resolver = "2"

    [workspace.package]
    version = "1.0.0"

    [workspace.dependencies]
    serde = "1"

    [workspace.lints.rust]
    unsafe_code = "forbid"

    [workspace.metadata.other]
    key = 1

    [patch.crates-io.serde]
    git = "https://example.org/serde.git"
    "
  `);
  expect(cutFiles['Cargo.lock']).toMatchInlineSnapshot(`
    "version = 4

    [[package]]
    name = "app"
    version = "1.0.0"
    dependencies = [ "serde", "shared" ]

    [[package]]
    name = "serde"
    version = "1.0.1"
    source = "registry+https://github.com/rust-lang/crates.io-index"
    checksum = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    dependencies = [ "serde_derive" ]

    [[package]]
    name = "serde_derive"
    version = "1.0.1"
    source = "registry+https://github.com/rust-lang/crates.io-index"
    checksum = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
    dependencies = []

    [[package]]
    name = "shared"
    version = "0.1.0"
    dependencies = []

    "
  `);
});

test('a package without crates of its own', () => {
  const cutFiles = contentsOf(workspace, 'lone');
  expect(cutFiles['Cargo.lock']).toMatch(/^version = 4\n\n\[\[package\]\]\nname = "lone"/);
  expect(cutFiles['Cargo.lock']).not.toContain('serde');
  expect(cutFiles['Cargo.toml']).not.toContain('serde');
});

test('a root package keeps its own tables; nothing to cut leaves the text alone', () => {
  const text = packageToml('solo', '# a comment\n[workspace]\n[profile.release]\nlto = true\n');
  const files = { 'Cargo.toml': text, 'src/main.rs': '', 'Cargo.lock': 'version = 4\n' };
  expect(contentsOf(files, 'solo')['Cargo.toml']).toBe(text);

  const withMember = {
    'Cargo.toml': `${packageToml('solo')}[workspace]\nmembers = ["other"]\n`,
    'src/main.rs': '',
    'other/Cargo.toml': packageToml('other'),
    'other/src/main.rs': '',
  };
  expect(contentsOf(withMember, 'solo')['Cargo.toml']).toContain('name = "solo"');
  expect(contentsOf(withMember, 'solo')['Cargo.toml']).toContain('members = []');
  // Without the package, its edition no longer chooses the resolver.
  expect(contentsOf(withMember, 'other')['Cargo.toml']).toBe(
    '[workspace]\nmembers = [ "other" ]\nresolver = "2"\n',
  );
});

test('a lock without an entry for the package: all of it, for Cargo to judge', () => {
  const lock = workspace['Cargo.lock']!.replace('name = "lone"', 'name = "gone"');
  expect(contentsOf({ ...workspace, 'Cargo.lock': lock }, 'lone')['Cargo.lock']).toContain('serde');
});

test('a broken lock is refused by who builds, and hashed by the graph', () => {
  const broken = { ...workspace, 'Cargo.lock': 'version = 4\n[[package]]\nname = "a\n' };
  expect(() => contentsOf(broken, 'app')).toThrow(
    expect.objectContaining({ code: 'STATIX_LOCKFILE_INVALID' }),
  );
  expect(digests(broken)['app']).not.toBe(digests(workspace)['app']);
});

describe('the digest changes for', () => {
  const before = programsOf(workspace);
  const replace = (path: string, from: string | RegExp, to: string) => {
    const text = workspace[path]!.replace(from, to);
    if (text === workspace[path]) throw new Error(`${String(from)} is not in ${path}`);
    return { [path]: text };
  };

  test.each<[string, Record<string, string>, string[]]>([
    ['nothing', {}, []],
    ['a crate of one', replace('Cargo.lock', 'a'.repeat(64), 'c'.repeat(64)), ['app']],
    [
      'a new dependency of a crate of one',
      replace('Cargo.lock', ' "serde_derive",', ' "itoa",\n "serde_derive",'),
      ['app'],
    ],
    ['a comment in the lock', replace('Cargo.lock', 'version = 4', '# note\nversion = 4'), []],
    [
      'the version of the lock',
      replace('Cargo.lock', 'version = 4', 'version = 3'),
      ['app', 'lone', 'tool'],
    ],
    ['a profile', replace('Cargo.toml', 'lto = true', 'lto = "thin"'), ['app', 'lone', 'tool']],
    [
      'a profile not chosen',
      replace('Cargo.toml', '[profile.release]', '[profile.dev]\ndebug = 1\n[profile.release]'),
      ['app', 'lone', 'tool'],
    ],
    ['an inherited version', replace('Cargo.toml', 'serde = "1"', 'serde = "1.0.1"'), ['app']],
    [
      'an inherited field',
      replace('Cargo.toml', 'version = "1.0.0"', 'version = "1.0.1"'),
      ['app'],
    ],
    ['a field nobody inherits', replace('Cargo.toml', 'license = "MIT"', 'license = "ISC"'), []],
    ['lints of a shared crate', replace('Cargo.toml', '"forbid"', '"deny"'), ['app']],
    ['a patch', replace('Cargo.toml', 'serde.git', 'serde2.git'), ['app']],
    [
      'the order of two tables',
      replace(
        'Cargo.toml',
        /(\[workspace\.package\][^[]*)(\[workspace\.dependencies\][^[]*)/,
        '$2$1',
      ),
      ['app', 'lone', 'tool'],
    ],
    ['a comment in the manifest', replace('Cargo.toml', 'lto = true', 'lto = true # thin?'), []],
    ['our own metadata', replace('Cargo.toml', 'enabled = true', 'enabled = false'), []],
    ['metadata of others', replace('Cargo.toml', 'key = 1', 'key = 2'), ['app', 'lone', 'tool']],
    [
      'the resolver',
      replace('Cargo.toml', 'resolver = "2"', 'resolver = "3"'),
      ['app', 'lone', 'tool'],
    ],
    [
      'another member',
      { 'crates/new/Cargo.toml': packageToml('new'), 'crates/new/src/lib.rs': '' },
      [],
    ],
  ])('%s', (_name, edit, expected) => {
    const after = programsOf({ ...workspace, ...edit });
    const changed = [...after].filter(([name, { digest, cutFiles }]) => {
      const known = before.get(name)!;
      // The digest speaks for what the build sees: neither of them changes without the other.
      const sameFiles = isDeepStrictEqual(cutFiles, known.cutFiles);
      expect([name, digest === known.digest]).toEqual([name, sameFiles]);
      return digest !== known.digest;
    });
    expect(changed.map(([name]) => name).sort()).toEqual(expected);
  });
});
