import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { manifest, sound, unreadShapes } from '../testing/unread-shapes.js';
import { readGraph } from './read-graph.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'statix-unread-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

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

test.each(Object.entries(unreadShapes))(
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
  const files = Object.assign(
    {},
    ...Object.values(unreadShapes).map((shape) => shape.files),
  ) as Record<string, string>;
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
