import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { logger, type Tree } from '@nx/devkit';
import { parseToml, readRepository } from '@statix/cargo';
import { treeFiles } from '../cargo/tree-files.js';
import { newGenerator } from './generator.js';
import { templates } from './schema.js';

let tree: Tree;
beforeEach(() => {
  tree = createTreeWithEmptyWorkspace();
});

const generate = (options: object) => newGenerator(tree, { skipFormat: true, ...options });
const content = () => tree.listChanges().map(({ path, content }) => [path, content?.toString()]);

test.each(templates)('%s: a package that Cargo reads, with a lock of its own', async (template) => {
  await generate({ name: 'my-app', template });
  const repository = readRepository(['apps/my-app/Cargo.toml'], treeFiles(tree));
  expect(repository.problems).toEqual([]);
  expect(repository.packages).toMatchObject([
    { name: 'my-app', root: 'apps/my-app', targets: [{ kind: 'bin', name: 'my-app' }] },
  ]);
  const lock = tree.read('apps/my-app/Cargo.lock', 'utf8')!;
  const { package: packages } = parseToml(lock, 'Cargo.lock', 'STATIX_X') as {
    package: { name: string; dependencies?: string[] }[];
  };
  const names = packages.map(({ name }) => name);
  expect(names).toEqual([...names].sort());
  const manifest = parseToml(
    tree.read('apps/my-app/Cargo.toml', 'utf8')!,
    'Cargo.toml',
    'STATIX_X',
  );
  expect(packages.find(({ name }) => name === 'my-app')!.dependencies ?? []).toEqual(
    Object.keys(manifest.dependencies as object),
  );
});

test('a second run changes nothing', async () => {
  await generate({ name: 'my-app', template: 'sqlite' });
  const first = content();
  await generate({ name: 'my-app', template: 'sqlite' });
  expect(content()).toEqual(first);
});

test('below a workspace whose globs name the folder it is a member, without lock and profile', async () => {
  tree.write('Cargo.toml', '[workspace]\nmembers = ["apps/*"]\n');
  await generate({ name: 'my-app' });
  expect(tree.exists('apps/my-app/Cargo.lock')).toBe(false);
  expect(tree.read('apps/my-app/Cargo.toml', 'utf8')).not.toContain('[profile');
  expect(tree.read('Cargo.toml', 'utf8')).toBe('[workspace]\nmembers = ["apps/*"]\n');
});

test.each([
  [
    'one line',
    '[workspace]\nmembers = ["libs/a"] # all\nresolver = "2"\n',
    '[workspace]\nmembers = ["libs/a", "apps/my-app"] # all\nresolver = "2"\n',
  ],
  [
    'a line each, with comments',
    '[workspace]\n# ours\nmembers = [\n    "libs/a", # first\n]\n\n[profile.release]\nlto = true\n',
    '[workspace]\n# ours\nmembers = [\n    "libs/a", # first\n    "apps/my-app",\n]\n\n[profile.release]\nlto = true\n',
  ],
  [
    'no comma at the end',
    '[workspace]\nmembers = [\n  "libs/a"\n]\n',
    '[workspace]\nmembers = [\n  "libs/a",\n  "apps/my-app",\n]\n',
  ],
  [
    'no list',
    '[workspace]\nresolver = "2"\n',
    '[workspace]\nmembers = ["apps/my-app"]\nresolver = "2"\n',
  ],
  ['an empty list', '[workspace]\nmembers = []\n', '[workspace]\nmembers = ["apps/my-app"]\n'],
])('becomes a member where the list is written as %s', async (_, before, after) => {
  tree.write('libs/a/Cargo.toml', '[package]\nname = "a"\n');
  tree.write('libs/a/src/lib.rs', '');
  tree.write('Cargo.toml', before);
  await generate({ name: 'my-app' });
  expect(tree.read('Cargo.toml', 'utf8')).toBe(after);
});

test('a list that cannot be edited safely is left alone, and the line to add is said', async () => {
  const manifest = 'workspace = { members = [] }\n';
  tree.write('Cargo.toml', manifest);
  await expect(generate({ name: 'my-app' })).rejects.toMatchObject({
    code: 'STATIX_MEMBER_NOT_ADDED',
  });
  expect(tree.read('Cargo.toml', 'utf8')).toBe(manifest);
});

test('an excluded folder stands alone', async () => {
  tree.write('Cargo.toml', '[workspace]\nexclude = ["apps"]\n');
  await generate({ name: 'my-app' });
  expect(tree.exists('apps/my-app/Cargo.lock')).toBe(true);
});

test('another package in the folder, a folder outside, a name that Cargo refuses', async () => {
  await generate({ name: 'one', directory: 'apps/here' });
  await expect(generate({ name: 'two', directory: 'apps/here' })).rejects.toMatchObject({
    code: 'STATIX_FOLDER_TAKEN',
  });
  await expect(generate({ name: 'two', directory: '../away' })).rejects.toMatchObject({
    code: 'STATIX_OPTION_INVALID',
  });
  await expect(generate({ name: '1 x' })).rejects.toMatchObject({ code: 'STATIX_OPTION_INVALID' });
});

describe('in a Cargo workspace, what it gives to its members is taken', () => {
  const workspace = (more: string) => {
    tree.write('Cargo.toml', `[workspace]\nmembers = ["apps/*"]\n${more}`);
  };
  const manifest = () => {
    const text = tree.read('apps/my-app/Cargo.toml', 'utf8')!;
    expect(
      readRepository(['Cargo.toml', 'apps/my-app/Cargo.toml'], treeFiles(tree)).problems,
    ).toEqual([]);
    return text;
  };

  test('keys of [workspace.package] and lints', async () => {
    workspace(
      '[workspace.package]\nedition = "2024"\nlicense = "MIT"\nrust-version = "1.85"\nauthors = []\n[workspace.lints.rust]\nunsafe_code = "forbid"\n',
    );
    await generate({ name: 'my-app' });
    expect(manifest()).toMatch(
      /^\[package\]\nname = "my-app"\nversion = "0\.1\.0"\nedition\.workspace = true\npublish = false\nlicense\.workspace = true\nrust-version\.workspace = true\nauthors\.workspace = true\n\n\[dependencies\]\n\n\[lints\]\nworkspace = true\n\n# How/,
    );
  });

  test('an edition that the template is not written in is not taken, version and publish are', async () => {
    workspace('[workspace.package]\nedition = "2015"\nversion = "3.0.0"\npublish = true\n');
    await generate({ name: 'my-app' });
    expect(manifest()).toMatch(
      /^\[package\]\nname = "my-app"\nversion\.workspace = true\nedition = "2021"\npublish\.workspace = true\n\n/,
    );
  });

  test('lints that refuse the one unsafe block of a template are not, and that is said', async () => {
    workspace('[workspace.lints]\nrust = { unsafe_code = { level = "deny", priority = 1 } }\n');
    const warn = jest.spyOn(logger, 'warn').mockImplementation();
    await generate({ name: 'my-app', template: 'postgres' });
    expect(manifest()).not.toContain('[lints]');
    expect(warn.mock.calls.flat().join()).toContain('refuse unsafe code');
    warn.mockRestore();
  });

  test('nothing is there to be taken', async () => {
    workspace('');
    await generate({ name: 'my-app' });
    expect(manifest()).not.toContain('workspace = true');
  });
});

test('the target folder of a package that stands alone is ignored, and no other', async () => {
  await generate({ name: 'my-app' });
  expect(tree.read('.gitignore', 'utf8')).toMatch(/^\/apps\/my-app\/target$/m);
});

describe('the next command', () => {
  test.each<[string, string, () => void]>([
    [
      'the project, by the name that it has',
      'npx nx run other:static',
      () => {
        tree.write('nx.json', '{ "plugins": ["@statix/nx"] }');
        tree.write('apps/my-app/project.json', '{ "name": "other" }');
      },
    ],
    ['a workspace that is not set up', 'npx nx g @statix/nx:init', () => undefined],
  ])('%s', async (_, command, prepare) => {
    prepare();
    const info = jest.spyOn(logger, 'info').mockImplementation();
    const callback = await generate({ name: 'my-app' });
    await callback();
    expect(info.mock.calls.at(-1)?.[0]).toMatch(new RegExp(`\n {2}${command}\n$`));
    info.mockRestore();
  });
});
