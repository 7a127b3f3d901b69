import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readGraph } from './read-graph.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'statix-unread-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const manifest = (name: string, more = '') =>
  `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n${more}`;

/** A workspace whose program is to stay as it is. */
const sound = {
  'Cargo.toml': '[workspace]\nmembers = ["bin/app", "crates/*"]\nexclude = ["fuzz", "attic"]\n',
  'Cargo.lock': 'version = 4\n',
  'bin/app/Cargo.toml': manifest('app', '[dependencies]\nlib = { path = "../../crates/lib" }\n'),
  'bin/app/src/main.rs': '',
  'crates/lib/Cargo.toml': manifest('lib'),
  'crates/lib/src/lib.rs': '',
};

async function read(files: Record<string, string>, options?: unknown) {
  for (const [path, content] of Object.entries({ ...sound, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  const told = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const { nodes, problems } = await readGraph({
    workspaceRoot: root,
    files: Object.keys({ ...sound, ...files }).filter((path) => path.endsWith('Cargo.toml')),
    options,
  });
  const seen = told.mock.calls.join('');
  told.mockRestore();
  const builds = nodes
    .flatMap(([, { projects = {} }]) => Object.values(projects))
    .flatMap(({ name = '', targets }) => {
      const executor = targets?.['build-static']?.executor;
      return executor === undefined ? [] : [`${name} ${executor.replace(/^.*:/, '')}`];
    });
  return { problems, builds: builds.sort(), told: seen };
}

/** Files after those of real repositories, the code of what is wrong, and the programs that fail with it. */
/** Of libraries with nothing but tests: `tests`. */
const shapes: Record<
  string,
  { files: Record<string, string>; code: string; fails: string[]; tests?: string[] }
> = {
  'dead patches in a workspace of its own for the docs (reth)': {
    files: {
      'docs/cli/Cargo.toml': manifest(
        'docs-cli',
        '[workspace]\n[patch.crates-io]\nalloy = { path = "../../../alloy" }\n',
      ),
      'docs/cli/src/main.rs': '',
      'docs/cli/Cargo.lock': 'version = 4\n',
    },
    code: 'STATIX_MANIFEST_DEPENDENCY_MISSING',
    fails: ['docs-cli'],
  },
  'a folder in `exclude` whose dependencies are gone (tikv)': {
    files: {
      'fuzz/Cargo.toml': manifest(
        'fuzz',
        '[dependencies]\ngone = { path = "../components/gone" }\n',
      ),
      'fuzz/src/lib.rs': '',
    },
    code: 'STATIX_MANIFEST_DEPENDENCY_MISSING',
    fails: [],
  },
  'a fixture that inherits from a workspace of its own (risingwave)': {
    files: {
      'crates/lib/tests/fixture/Cargo.toml': manifest(
        'fixture',
        'rust-version.workspace = true\n[workspace]\nmembers = ["gone"]\n',
      ),
      'crates/lib/tests/fixture/src/lib.rs': '',
    },
    code: 'STATIX_MANIFEST_MEMBER_MISSING',
    fails: [],
  },
  'a fixture that is broken on purpose (cargo)': {
    files: { 'attic/bad/Cargo.toml': '[package]\nname = "foo"\nversion = \n' },
    code: 'STATIX_MANIFEST_SYNTAX',
    fails: [],
  },
  'a template of cargo-generate': {
    files: {
      'templates/hello/Cargo.toml': '[package]\nname = "{{project-name}}"\nversion = "0.1.0"\n',
      'templates/hello/src/main.rs': '',
    },
    code: 'STATIX_MANIFEST_INVALID',
    fails: [],
  },
  'a template that is no TOML': {
    files: { 'templates/hello/Cargo.toml': '{% if x %}\n[package]\nname = {{name}}\n' },
    code: 'STATIX_MANIFEST_SYNTAX',
    fails: [],
  },
  "a wrong key in one manifest's metadata": {
    files: {
      'crates/odd/Cargo.toml': manifest('odd', '[package.metadata.statix]\nbuild-statik = {}\n'),
      'crates/odd/src/main.rs': '',
    },
    code: 'STATIX_OPTION_UNKNOWN',
    fails: ['odd'],
  },
  'a path dependency out of the repository': {
    files: {
      'crates/far/Cargo.toml': manifest('far', '[dependencies]\nx = { path = "../../../x" }\n'),
      'crates/far/src/lib.rs': '',
      'crates/user/Cargo.toml': manifest('user', '[dependencies]\nfar = { path = "../far" }\n'),
      'crates/user/src/main.rs': '',
    },
    code: 'STATIX_MANIFEST_DEPENDENCY_MISSING',
    tests: ['far'],
    fails: ['user'],
  },
  'a broken library, and the program that depends on it': {
    files: {
      'crates/bad/Cargo.toml': '[package]\nname = "bad"\nversion = \n',
      'crates/bad/src/lib.rs': '',
      'crates/user/Cargo.toml': manifest('user', '[dependencies]\nbad = { path = "../bad" }\n'),
      'crates/user/src/main.rs': '',
    },
    code: 'STATIX_MANIFEST_SYNTAX',
    fails: ['user'],
  },
  'a broken program of the workspace': {
    files: {
      'crates/tool/Cargo.toml': '# edited\n[package]\nname = "tool"\nversion = \n',
      'crates/tool/src/main.rs': '',
    },
    code: 'STATIX_MANIFEST_SYNTAX',
    fails: ['tool'],
  },
  'a broken Cargo configuration of one folder': {
    files: {
      'attic/alone/Cargo.toml': manifest('alone', '[workspace]\n'),
      'attic/alone/Cargo.lock': 'version = 4\n',
      'attic/alone/src/main.rs': '',
      'attic/alone/.cargo/config.toml': '[build\n',
    },
    code: 'STATIX_CARGO_CONFIG_INVALID',
    fails: ['alone'],
  },
};

test.each(Object.entries(shapes))(
  'fault: %s costs the programs that need it and no others',
  async (_name, { files, code, fails, tests = [] }) => {
    const { problems, builds, told } = await read(files);
    expect(problems.map(({ message }) => message.split(' ')[0])).toEqual([code]);
    expect(problems.flatMap(({ projects }) => projects)).toEqual([...tests, ...fails]);
    expect(builds).toEqual(['app build', ...fails.map((name) => `${name} problem`)].sort());
    expect(told).toContain(code);
    if (fails.length === 0) expect(told).toContain('"exclude": ["');
    for (const name of fails) expect(told).toContain(name);
  },
);

test('fault: a hundred problems are told in a few lines, and once', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 100 }, (_, index) => [`templates/t${index}/Cargo.toml`, '{{name}}\n']),
  );
  const { problems, told } = await read(files);
  expect(problems).toHaveLength(100);
  expect(told.split('\n').length).toBeLessThan(10);
  expect(told).toContain('and 95 more');
  // An edit elsewhere: the graph is read anew, and nothing is said again.
  expect((await read({ ...files, 'crates/lib/src/main.rs': '' })).told).toBe('');
  expect((await read({ ...files, 'templates/one-more/Cargo.toml': '{{name}}\n' })).told).toContain(
    '96',
  );
});

test('fault: what is left out is left out with whatever is wrong in it', async () => {
  const files = Object.assign({}, ...Object.values(shapes).map((shape) => shape.files)) as Record<
    string,
    string
  >;
  const exclude = [
    'docs',
    'fuzz',
    'attic',
    'templates',
    '**/fixture',
    'crates/{odd,far,user,bad,tool}',
  ];
  expect(await read(files, { exclude })).toEqual({
    problems: [],
    builds: ['app build'],
    told: '',
  });
});

test('fault: members that git ignores or that are behind a link are told of, with the reason', async () => {
  const unseen = {
    '.gitignore': 'target/\nlog/\n',
    'Cargo.toml': '[workspace]\nmembers = ["bin/app", "crates/*", "src/common/log", "linked"]\n',
    'src/common/log/Cargo.toml': manifest('common-log'),
    'src/common/log/src/lib.rs': '',
    'elsewhere/linked/Cargo.toml': manifest('linked'),
    'elsewhere/linked/src/lib.rs': '',
  };
  symlinkSync('elsewhere/linked', join(root, 'linked'));
  for (const [path, content] of Object.entries({ ...sound, ...unseen })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  // As Nx lists them.
  const listed = ['Cargo.toml', 'bin/app/Cargo.toml', 'crates/lib/Cargo.toml'];
  const told = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const { notices } = await readGraph({ workspaceRoot: root, files: listed, options: undefined });
  told.mockRestore();
  expect(notices).toEqual([
    expect.stringMatching(
      /^the package linked in linked\/Cargo\.toml .* linked is a symbolic link/,
    ),
    expect.stringMatching(/^the package common-log .* ignored by \.gitignore:2: log\/$/),
  ]);
});
