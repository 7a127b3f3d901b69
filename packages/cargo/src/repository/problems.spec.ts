import type { ManifestProblem } from '../index.js';
import {
  packageToml,
  removeTemporaryRepositories,
  temporaryRepository,
  type FileContent,
} from '../testing/temporary-repository.js';

afterAll(removeTemporaryRepositories);

const good: Record<string, FileContent> = {
  'Cargo.toml': '[workspace]\nmembers = ["good", "bad"]\nresolver = "2"\n',
  'good/Cargo.toml': packageToml('good'),
  'good/src/main.rs': '',
};

function read(files: Record<string, FileContent>) {
  const repository = temporaryRepository(files).read();
  return {
    repository,
    names: repository.packages.map(({ name }) => name),
    problems: repository.problems.map(({ file, error }: ManifestProblem) => [
      file,
      error.code,
      error.what,
    ]),
  };
}

/** What is wrong with bad/Cargo.toml, the code, and what the message has to hold. */
const broken: [string, FileContent, string, string][] = [
  ['no TOML', '[package\nname = "bad"\n', 'STATIX_MANIFEST_SYNTAX', 'bad/Cargo.toml:1:9: '],
  [
    'a key twice',
    '[package]\nname = "bad"\nname = "bad"\n',
    'STATIX_MANIFEST_SYNTAX',
    'bad/Cargo.toml:3:1: ',
  ],
  [
    'no name',
    '[package]\nversion = "1.0.0"\n',
    'STATIX_MANIFEST_INVALID',
    'bad/Cargo.toml:1:1: package.name',
  ],
  [
    'an empty name',
    '[package]\nname = ""\n',
    'STATIX_MANIFEST_INVALID',
    "bad/Cargo.toml:2:1: '' is not a package name",
  ],
  [
    'a name with a digit first',
    '[package]\nname = "1a"\n',
    'STATIX_MANIFEST_INVALID',
    "bad/Cargo.toml:2:1: '1a'",
  ],
  [
    'a number as name',
    '[package]\n name = 3\n',
    'STATIX_MANIFEST_INVALID',
    'bad/Cargo.toml:2:2: package.name: expected',
  ],
  [
    'a wrong dependency',
    packageToml('bad', '[dependencies]\na = 1\n'),
    'STATIX_MANIFEST_INVALID',
    'bad/Cargo.toml:6:1: dependencies.a',
  ],
  [
    'neither package nor workspace',
    '[dependencies]\n',
    'STATIX_MANIFEST_INVALID',
    'bad/Cargo.toml:1:1: the manifest has neither',
  ],
  [
    'not UTF-8',
    Buffer.from('[package]\nname = "\xe4"\n', 'latin1'),
    'STATIX_MANIFEST_UNREADABLE',
    'bad/Cargo.toml:2:9: ',
  ],
  [
    'nothing to build',
    packageToml('bad', 'autolib = false\n'),
    'STATIX_MANIFEST_NO_TARGETS',
    'bad/Cargo.toml:1:1: bad has nothing',
  ],
  [
    'a library without file',
    packageToml('bad', 'autolib = false\n[lib]\nname = "x"\npath = "../../x.rs"\n'),
    'STATIX_MANIFEST_TARGET_INVALID',
    'bad/Cargo.toml:8:1: ',
  ],
  [
    'a binary without file',
    packageToml('bad', '[[bin]]\nname = "one"\npath = "a.rs"\n[[bin]]\nname = "two"\n'),
    'STATIX_MANIFEST_TARGET_INVALID',
    "bad/Cargo.toml:8:1: bin 'two' has no source file",
  ],
  [
    'a binary without name',
    packageToml('bad', '[[bin]]\npath = "a.rs"\n'),
    'STATIX_MANIFEST_TARGET_INVALID',
    'bad/Cargo.toml:5:1: a [[bin]] has no name',
  ],
  [
    'links without build script',
    packageToml('bad', 'links = "z"\n'),
    'STATIX_MANIFEST_TARGET_INVALID',
    "bad/Cargo.toml:5:1: bad links to 'z'",
  ],
  [
    'a missing path dependency',
    packageToml('bad', '[dev-dependencies]\ngone = { path = "../gone" }\n'),
    'STATIX_MANIFEST_DEPENDENCY_MISSING',
    "bad/Cargo.toml:6:1: the path dependency `gone` leads to '../gone'",
  ],
  [
    'a path out of the repository',
    packageToml('bad', '[dependencies]\nfar = { path = "../../far" }\n'),
    'STATIX_MANIFEST_DEPENDENCY_MISSING',
    "leads to '../../far'",
  ],
  [
    'a version that is not inherited',
    '[package]\nname = "bad"\nversion.workspace = true\n',
    'STATIX_MANIFEST_INHERITANCE',
    'bad/Cargo.toml:3:1: `version`',
  ],
  [
    'a dependency that is not inherited',
    packageToml('bad', '[dependencies]\nconstructor.workspace = true\n'),
    'STATIX_MANIFEST_INHERITANCE',
    'bad/Cargo.toml:6:1: `constructor`',
  ],
  [
    'a workspace within',
    packageToml('bad', '[workspace]\n'),
    'STATIX_MANIFEST_MEMBER_MISPLACED',
    'bad/Cargo.toml:5:1: ',
  ],
  [
    'both kinds of workspace',
    packageToml('bad', 'workspace = ".."\n[workspace]\n'),
    'STATIX_MANIFEST_INVALID',
    'bad/Cargo.toml:5:1: both',
  ],
  [
    'a pointer to nothing',
    packageToml('bad', 'workspace = "../nothing"\n'),
    'STATIX_MANIFEST_WORKSPACE_POINTER',
    "bad/Cargo.toml:5:1: `package.workspace` leads to '../nothing'",
  ],
  [
    'a pointer to a package',
    packageToml('bad', 'workspace = "../good"\n'),
    'STATIX_MANIFEST_WORKSPACE_POINTER',
    'is no workspace',
  ],
  [
    'the same name again',
    packageToml('good'),
    'STATIX_MANIFEST_DUPLICATE_NAME',
    "good/Cargo.toml:2:1: there are two packages named 'good'",
  ],
];

test.each(broken)('%s is one problem, and the good package stays', (_, manifest, code, what) => {
  const hasSource = !(typeof manifest === 'string' && manifest.includes('autolib'));
  const { problems, names } = read({
    ...good,
    'bad/Cargo.toml': manifest,
    ...(hasSource ? { 'bad/src/lib.rs': '' } : {}),
  });
  expect(problems).toEqual([[expect.any(String), code, expect.stringContaining(what)]]);
  expect(names).toContain('good');
});

test('two files for one binary', () => {
  const { problems } = read({
    'Cargo.toml': packageToml('two', '[[bin]]\nname = "x"\n'),
    'src/bin/x.rs': '',
    'src/bin/x/main.rs': '',
  });
  expect(problems).toEqual([
    [
      'Cargo.toml',
      'STATIX_MANIFEST_TARGET_INVALID',
      "Cargo.toml:5:1: bin 'x' has two source files: src/bin/x/main.rs and src/bin/x.rs",
    ],
  ]);
});

test('two binaries of one name', () => {
  const { problems } = read({
    'Cargo.toml': packageToml('same'),
    'src/main.rs': '',
    'src/bin/same.rs': '',
  });
  expect(problems).toEqual([
    [
      'Cargo.toml',
      'STATIX_MANIFEST_TARGET_INVALID',
      "Cargo.toml:1:1: same has two targets of kind bin named 'same'",
    ],
  ]);
});

describe('members', () => {
  const workspace = (lines: string, files: Record<string, FileContent> = {}) =>
    read({ ...good, 'Cargo.toml': `[workspace]\nresolver = "2"\n${lines}\n`, ...files });

  test.each([
    ['members = ["good", "gone"]', "Cargo.toml:3:20: the member 'gone' does not exist"],
    ['members = ["good", "none/*"]', "Cargo.toml:3:20: the member 'none/*' does not exist"],
    ['members = ["good", "../x"]', "the member '../x' leads out of the repository"],
    ['members = ["good", "a/**b"]', "'a/**b' is not a pattern"],
    ['members = ["good", "x[a"]', "'x[a' is not a pattern"],
    [
      'members = ["good"]\ndefault-members = ["docs"]',
      "Cargo.toml:4:20: 'docs' is in `default-members`",
    ],
  ])('%s', (lines, what) => {
    const { problems, names } = workspace(lines);
    expect(problems).toEqual([['Cargo.toml', expect.any(String), expect.stringContaining(what)]]);
    expect(names).toEqual(['good']);
  });

  test('a directory that a glob matches and that is no package', () => {
    const { problems, names } = workspace('members = ["*"]', { 'docs/README.md': '' });
    expect(problems).toEqual([
      [
        'Cargo.toml',
        'STATIX_MANIFEST_MEMBER_MISSING',
        "Cargo.toml:3:12: the member '*' matches docs, which is no package",
      ],
    ]);
    expect(names).toEqual(['good']);
  });

  test('a member that is not below the workspace and does not name it', () => {
    const { problems, names } = read({
      'ws/Cargo.toml': '[workspace]\nmembers = ["../beside"]\n',
      'beside/Cargo.toml': packageToml('beside'),
      'beside/src/lib.rs': '',
    });
    expect(problems).toEqual([
      [
        'beside/Cargo.toml',
        'STATIX_MANIFEST_MEMBER_MISPLACED',
        expect.stringContaining('ws/Cargo.toml'),
      ],
    ]);
    expect(names).toEqual(['beside']);
  });
});

test('a broken root is one problem; its packages stay, and say where it is', () => {
  const { repository, problems } = read({
    'Cargo.toml': '[workspace\n',
    'a/Cargo.toml':
      '[package]\nname = "a"\nversion.workspace = true\n[dependencies]\nb.workspace = true\n',
    'a/src/main.rs': '',
    'b/Cargo.toml': packageToml('b'),
    'b/src/lib.rs': '',
  });
  expect(problems).toEqual([
    ['Cargo.toml', 'STATIX_MANIFEST_SYNTAX', expect.stringContaining('Cargo.toml:1:11')],
  ]);
  expect(
    repository.packages.map(({ name, version, workspace }) => [name, version, workspace]),
  ).toEqual([
    ['a', '0.0.0', ''],
    ['b', '0.1.0', ''],
  ]);
  expect(repository.workspaces).toEqual([]);
});

test('a virtual manifest with dependencies', () => {
  const { problems } = read({ 'Cargo.toml': '[workspace]\n[dependencies]\na = "1"\n' });
  expect(problems).toEqual([
    ['Cargo.toml', 'STATIX_MANIFEST_INVALID', expect.stringContaining('Cargo.toml:2:1: ')],
  ]);
});

test('a broken or incomplete Cargo configuration', () => {
  const { problems, names } = read({
    ...good,
    'Cargo.toml': '[workspace]\nmembers = ["good"]\n',
    '.cargo/config.toml': 'include = ["gone.toml"]\n',
    'good/.cargo/config.toml': '[build\n',
  });
  expect(names).toEqual(['good']);
  expect(problems).toEqual([
    [
      '.cargo/config.toml',
      'STATIX_CARGO_CONFIG_INVALID',
      '.cargo/config.toml: `include` names gone.toml, which is not in the repository',
    ],
  ]);
});

test('the marks of a merge conflict are called what they are', () => {
  const { repository } = read({
    'Cargo.toml': '[package]\n<<<<<<< ours\nname = "a"\n=======\nname = "b"\n>>>>>>> theirs\n',
  });
  expect(repository.problems[0]?.error.why).toContain('merge conflict');
});

test('tables in tables without end, and metadata of other tools', () => {
  const { problems, names } = read({
    ...good,
    'Cargo.toml': '[workspace]\nmembers = ["good", "deep"]\n',
    'good/Cargo.toml': packageToml('good', '[package.metadata.docs.rs]\nall-features = true\n'),
    'deep/Cargo.toml': packageToml('deep', `[package.metadata${'.a'.repeat(20_000)}]\nb = 1\n`),
    'deep/src/lib.rs': '',
  });
  expect(problems).toEqual([]);
  expect(names).toEqual(['deep', 'good']);
});
