import { readJson, readNxJson, updateJson, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { registerPlugin } from '../nx-json/register-plugin.js';
import { syncGenerator } from '../sync/generator.js';
import { addGenerator } from './generator.js';

const manifest = `# my program
[package]
name = "app" # by itself
version = "0.1.0"
edition = "2021"

[dependencies]
`;

let tree: Tree;
beforeEach(() => {
  tree = createTreeWithEmptyWorkspace();
  registerPlugin(tree);
  tree.write('apps/app/Cargo.toml', manifest);
  tree.write(
    'apps/app/Cargo.lock',
    'version = 4\n\n[[package]]\nname = "app"\nversion = "0.1.0"\n',
  );
  tree.write('apps/app/src/main.rs', 'fn main() {}\n');
});

const add = (options: object) => addGenerator(tree, { skipFormat: true, ...options });
const cargoToml = () => tree.read('apps/app/Cargo.toml', 'utf8');
const targets = () =>
  readJson<{ targets: Record<string, { options?: Record<string, unknown> }> }>(
    tree,
    'apps/app/project.json',
  ).targets;

describe('settings of inferred targets', () => {
  test('every option has its place in Cargo.toml; comments and order stay', async () => {
    await add({
      project: 'app',
      bins: ['app'],
      features: ['tls'],
      allFeatures: true,
      profile: 'dev',
      allocator: 'mimalloc',
      extraInputs: ['schema/*.sql'],
      args: ['--self-test'],
      expectedExitCode: 0,
      expectedStdout: '^\\d+$',
      compress: true,
    });
    expect(cargoToml()).toBe(
      manifest.replace(
        '\n[dependencies]',
        () => `
[package.metadata.statix]
compress-static = true

[package.metadata.statix.build-static]
bins = ["app"]
features = ["tls"]
allFeatures = true
profile = "dev"
allocator = "mimalloc"
extraInputs = ["schema/*.sql"]

[package.metadata.statix.verify-static]
args = ["--self-test"]
expectedExitCode = 0
expectedStdout = '^\\d+$'

[dependencies]`,
      ),
    );
    expect(tree.exists('apps/app/project.json')).toBe(false);
  });

  test('a package that was turned off everywhere is turned on', async () => {
    updateJson(tree, 'nx.json', (json) => ({
      ...json,
      plugins: [{ plugin: '@statix/nx', options: { enabled: false } }],
    }));
    await add({ project: 'app' });
    expect(cargoToml()).toContain('[package.metadata.statix]\nenabled = true\n');
  });

  test('options of UPX that are there already stay', async () => {
    const text = `${manifest}\n[package.metadata.statix.compress-static]\nlevel = "9"\n`;
    tree.write('apps/app/Cargo.toml', text);
    await add({ project: 'app', compress: true });
    expect(cargoToml()).toBe(text);
  });

  test('a second run changes nothing', async () => {
    await add({ project: 'app', features: ['tls'], compress: true });
    const first = cargoToml();
    await add({ project: 'app', features: ['tls'], compress: true });
    expect(cargoToml()).toBe(first);
  });

  test('a manifest that cannot be edited safely stays as it is, and the lines are said', async () => {
    const text = `${manifest}\n[package.metadata.statix]\nbuild-static = "wrong"\n`;
    tree.write('apps/app/Cargo.toml', text);
    await expect(add({ project: 'app', features: ['tls'] })).rejects.toMatchObject({
      code: 'STATIX_OPTION_INVALID',
    });
    expect(cargoToml()).toBe(text);
  });
});

describe('explicit targets', () => {
  test('as inferred, with digests; inferred no more; kept in step by nx sync', async () => {
    await add({ project: 'app', explicit: true, features: ['tls'], compress: true });
    expect(Object.keys(targets())).toEqual([
      'static-inputs',
      'build-static',
      'verify-static',
      'compress-static',
      'static',
      'plan-static',
      'run-static',
      'rebuild-static',
      'provenance',
      'audit-static',
      'shell-static',
      'test-static',
      'check-static',
    ]);
    expect(targets()['build-static']!.options).toMatchObject({
      manifest: 'apps/app/Cargo.toml',
      features: ['tls'],
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      workspaceDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(cargoToml()).toContain('[package.metadata.statix]\nenabled = false\n');
    expect(readNxJson(tree)!.sync!.globalGenerators).toEqual(['@statix/nx:sync']);
    expect(await syncGenerator(tree)).toBeUndefined();
  });

  test('what project.json says of the targets stays: options, configurations, other targets', async () => {
    tree.write(
      'apps/app/project.json',
      JSON.stringify({
        name: 'the-app',
        targets: {
          lint: { executor: 'nx:noop' },
          'build-static': {
            options: { features: ['own'] },
            configurations: { small: { profile: 'small' } },
          },
        },
      }),
    );
    await add({ project: 'the-app', explicit: true });
    expect(targets()['lint']).toEqual({ executor: 'nx:noop' });
    expect(targets()['build-static']).toMatchObject({
      executor: '@statix/cargo-musl:build',
      options: { features: ['own'] },
      configurations: { small: { profile: 'small' } },
      outputs: ['{workspaceRoot}/dist/static/the-app/{options.triple}/{options.profile}'],
    });
  });

  test('a second run changes nothing; options given later go where the targets are', async () => {
    await add({ project: 'app', explicit: true });
    const [first, manifestThen] = [targets(), cargoToml()];
    await add({ project: 'app', explicit: true });
    expect([targets(), cargoToml()]).toEqual([first, manifestThen]);
    await add({ project: 'app', features: ['later'], args: ['--now'] });
    expect(cargoToml()).toBe(manifestThen);
    expect(targets()['build-static']!.options).toMatchObject({ features: ['later'] });
    expect(targets()['verify-static']!.options).toMatchObject({ args: ['--now'] });
    expect(await syncGenerator(tree)).toBeUndefined();
  });
});

test('refused with a remedy: an unknown name, a library, a workspace that is not set up', async () => {
  await expect(add({ project: 'apq' })).rejects.toMatchObject({
    code: 'STATIX_PROJECT_MISSING',
    remedies: [{ text: "Did you mean 'app'?" }, { text: 'There are: app.' }],
  });
  tree.write('libs/one/Cargo.toml', '[package]\nname = "one"\n');
  tree.write('libs/one/src/lib.rs', '');
  await expect(add({ project: 'one' })).rejects.toMatchObject({ code: 'STATIX_NO_BINARY' });
  updateJson(tree, 'nx.json', () => ({}));
  await expect(add({ project: 'app' })).rejects.toMatchObject({ code: 'STATIX_NOT_INITIALISED' });
});
