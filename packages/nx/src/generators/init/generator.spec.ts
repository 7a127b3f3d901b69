import { join } from 'node:path';
import {
  logger,
  parseJson,
  readJson,
  readJsonFile,
  readNxJson,
  updateJson,
  type Tree,
} from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { imageContract } from '@statix/contract/testing/image-contract';
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

const contract = JSON.stringify(imageContract);
const reference = `registry.example/team/image@sha256:${'0123456789abcdef'.repeat(4)}`;

test('registers the plugin, defines the image, ignores outputs, adds our packages', async () => {
  await initGenerator(tree, { skipFormat: true });
  expect(readNxJson(tree)!.plugins).toEqual(['@statix/nx']);
  expect(readNxJson(tree)!.sync!.globalGenerators).toEqual(['@statix/nx:sync']);
  expect(readJson(tree, 'images/statix/statix-image.json')).toEqual({
    recipe: '@statix/image/recipe',
    base: 'debian:trixie-slim',
  });
  expect(tree.read('.gitignore', 'utf8')).toBe('/dist\n/target\n');
  expect(Object.keys(readJson(tree, 'package.json').devDependencies)).toEqual([
    '@statix/cargo-musl',
    '@statix/image',
    '@statix/nx',
    '@statix/package',
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

test('fault: without an nx.json one is written, and the plugin is in it', async () => {
  tree.delete('nx.json');
  await initGenerator(tree, { skipFormat: true });
  expect(readJson(tree, 'nx.json')).toEqual({
    $schema: './node_modules/nx/schemas/nx-schema.json',
    plugins: ['@statix/nx'],
    sync: { globalGenerators: ['@statix/nx:sync'] },
  });
});

test('fault: comments of nx.json stay, and so does what it extends', async () => {
  tree.write(
    'nx.json',
    '{\n  // why it is so\n  "extends": "nx/presets/npm.json", // the company’s\n  "sync": {\n    "applyChanges": true // always\n  }\n}\n',
  );
  await initGenerator(tree, { skipFormat: true });
  const text = tree.read('nx.json', 'utf8')!;
  for (const comment of ['// why it is so', '// the company’s', '// always']) {
    expect(text).toContain(comment);
  }
  expect(text).not.toContain('npmScope');
  expect(Object.keys(parseJson(text))).toEqual(['extends', 'sync', 'plugins']);
  expect(parseJson(text)).toMatchObject({
    plugins: ['@statix/nx'],
    sync: { applyChanges: true, globalGenerators: ['@statix/nx:sync'] },
  });
});

test('an nx.json that cannot be read is named, with the place', async () => {
  tree.write('nx.json', '{ "plugins": [ }');
  await expect(initGenerator(tree, { skipFormat: true })).rejects.toThrow(/nx\.json.*JSON at 1:1/s);
});

describe('our packages in package.json', () => {
  const init = async (manifest: object, options: object = {}) => {
    tree.write('package.json', JSON.stringify(manifest, undefined, 2));
    await initGenerator(tree, { skipFormat: true, ...options });
    return readJson<Record<string, Record<string, string> | undefined>>(tree, 'package.json');
  };
  const version = readJsonFile<{ version: string }>(
    join(__dirname, '../../../package.json'),
  ).version;

  test('all have one exact version: the range of `nx add` becomes exact, and none is added elsewhere', async () => {
    const { dependencies, devDependencies } = await init({
      devDependencies: { '@statix/nx': `^${version}`, typescript: '~5.9.0' },
    });
    expect(dependencies).toBeUndefined();
    expect(Object.entries(devDependencies!)).toEqual([
      ['@statix/cargo-musl', version],
      ['@statix/image', version],
      ['@statix/nx', version],
      ['@statix/package', version],
      ['@statix/upx', version],
      ['@statix/verify', version],
      ['typescript', '~5.9.0'],
    ]);
  });

  test('one among the dependencies stays there', async () => {
    const { dependencies, devDependencies } = await init({
      dependencies: { '@statix/nx': '*', left: '1.0.0' },
    });
    expect(dependencies).toEqual({ '@statix/nx': version, left: '1.0.0' });
    expect(devDependencies).not.toHaveProperty('@statix/nx');
  });

  test.each(['workspace:*', 'catalog:', 'latest', 'file:../nx', '0.0.9'])(
    '%s is somebody’s choice, unless versions are not to be kept',
    async (chosen) => {
      const manifest = { devDependencies: { '@statix/nx': chosen } };
      expect((await init(manifest)).devDependencies!['@statix/nx']).toBe(chosen);
      const { devDependencies } = await init(manifest, { keepExistingVersions: false });
      expect(devDependencies!['@statix/nx']).toBe(version);
    },
  );
});

describe('the next command', () => {
  test.each<[string, () => void, string]>([
    ['no program', () => undefined, 'npx nx g @statix/nx:new my-app'],
    [
      'a program',
      () => {
        tree.write('Cargo.toml', '[package]\nname = "app"\nversion = "0.1.0"\n');
        tree.write('src/main.rs', 'fn main() {}\n');
        tree.write('pnpm-lock.yaml', '');
      },
      'pnpm exec nx run-many -t static',
    ],
    [
      'no package.json, another name',
      () => {
        tree.write('Cargo.toml', '[package]\nname = "app"\nversion = "0.1.0"\n');
        tree.write('src/main.rs', 'fn main() {}\n');
        tree.delete('package.json');
        const options = { targets: { static: 'ship' } };
        updateJson(tree, 'nx.json', (json) => ({
          ...json,
          plugins: [{ plugin: '@statix/nx', options }],
        }));
      },
      './nx run-many -t ship',
    ],
  ])('%s', async (_, prepare, command) => {
    prepare();
    const info = jest.spyOn(logger, 'info').mockImplementation();
    const callback = await initGenerator(tree, { skipFormat: true, skipPackageJson: true });
    await callback();
    expect(info.mock.calls.at(-1)?.[0]).toMatch(new RegExp(`\n {2}${command}\n$`));
    info.mockRestore();
  });
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

describe('a finished image', () => {
  const definition = 'images/statix/statix-image.json';
  const init = (options: object) => initGenerator(tree, { skipFormat: true, ...options });

  test('by its digest; a second run changes nothing, another digest is refused', async () => {
    await init({ reference });
    expect(readJson(tree, definition)).toEqual({ reference });
    await init({ reference });
    await init({});
    expect(readJson(tree, definition)).toEqual({ reference });
    await expect(init({ reference: reference.replace('0', 'f') })).rejects.toMatchObject({
      code: 'STATIX_IMAGE_DEFINED',
    });
  });

  test('with a contract file, of which a copy is put beside the definition', async () => {
    tree.write('handed-over.json', contract);
    await init({ reference, contract: 'handed-over.json' });
    expect(readJson(tree, definition)).toEqual({ reference, contract: 'contract.json' });
    expect(tree.read('images/statix/contract.json', 'utf8')).toBe(contract);
  });

  test.each([
    ['a tag', { reference: 'registry.example/image:1' }, 'STATIX_IMAGE_REFERENCE_INVALID'],
    ['a contract alone', { contract: 'c.json' }, 'STATIX_OPTION_INVALID'],
    ['no such contract', { reference, contract: 'c.json' }, 'STATIX_DOCUMENT_MISSING'],
    ['not a contract', { reference, contract: 'package.json' }, 'STATIX_DOCUMENT_INVALID'],
  ])('%s is refused, and nothing is written', async (_, options, code) => {
    await expect(init(options)).rejects.toMatchObject({ code });
    expect(tree.exists(definition)).toBe(false);
  });
});

test('without a package.json, as with a dot-nx installation, none is made', async () => {
  tree.delete('package.json');
  await initGenerator(tree, { skipFormat: true });
  expect(tree.exists('package.json')).toBe(false);
  expect(readNxJson(tree)!.plugins).toEqual(['@statix/nx']);
});
