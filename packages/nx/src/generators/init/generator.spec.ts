import { readJson, readNxJson, updateJson, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { initGenerator } from './generator.js';

let tree: Tree;
beforeEach(() => {
  tree = createTreeWithEmptyWorkspace();
});

const content = () =>
  Object.fromEntries(
    ['nx.json', 'package.json', '.gitignore', 'images/statix/statix-image.json'].map((path) => [
      path,
      tree.read(path, 'utf8'),
    ]),
  );

test('registers the plugin, defines the image, ignores outputs, adds our packages', async () => {
  await initGenerator(tree, { skipFormat: true });
  expect(readNxJson(tree)!.plugins).toEqual(['@statix/nx']);
  expect(readJson(tree, 'images/statix/statix-image.json')).toEqual({
    recipe: '@statix/image/recipe',
    base: 'debian:trixie-slim',
  });
  expect(tree.read('.gitignore', 'utf8')).toBe('dist\ntarget\n');
  expect(Object.keys(readJson(tree, 'package.json').devDependencies)).toEqual([
    '@statix/cargo-musl',
    '@statix/image',
    '@statix/nx',
    '@statix/upx',
    '@statix/verify',
  ]);
});

test('a second run changes nothing', async () => {
  await initGenerator(tree, { skipFormat: true });
  const first = content();
  await initGenerator(tree, { skipFormat: true });
  expect(content()).toEqual(first);
});

test('what is there stays: a registered plugin with options, an image elsewhere, ignore lines, versions', async () => {
  updateJson(tree, 'nx.json', (json) => ({
    ...json,
    plugins: [{ plugin: '@statix/nx', options: { a: 1 } }],
  }));
  updateJson(tree, 'package.json', (json) => ({
    ...json,
    devDependencies: { '@statix/nx': '0.0.9' },
  }));
  tree.write('tools/statix-image.json', '{}');
  tree.write('.gitignore', '/dist/\ntarget/');
  await initGenerator(tree, { skipFormat: true });
  expect(readNxJson(tree)!.plugins).toEqual([{ plugin: '@statix/nx', options: { a: 1 } }]);
  expect(tree.exists('images/statix/statix-image.json')).toBe(false);
  expect(tree.read('.gitignore', 'utf8')).toBe('/dist/\ntarget/');
  expect(readJson(tree, 'package.json').devDependencies['@statix/nx']).toBe('0.0.9');
});

test('options: folder, base, package.json left alone, unknown ones refused', async () => {
  await initGenerator(tree, {
    skipFormat: true,
    skipPackageJson: true,
    imageDirectory: 'tools/image',
    base: 'b:1',
  });
  expect(readJson(tree, 'tools/image/statix-image.json')).toMatchObject({ base: 'b:1' });
  expect(readJson(tree, 'package.json').devDependencies).toEqual({});
  await expect(initGenerator(tree, { bass: 'x' })).rejects.toMatchObject({
    code: 'STATIX_OPTION_UNKNOWN',
  });
});
