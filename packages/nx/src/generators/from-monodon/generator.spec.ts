import {
  addDependenciesToPackageJson,
  readJson,
  readNxJson,
  updateJson,
  type TargetConfiguration,
  type Tree,
} from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { fromMonodonGenerator } from './generator.js';

/** As the generator `binary` of @monodon/rust 3.0.0 writes it. */
function monodonTargets(name: string): Record<string, TargetConfiguration> {
  const shared = {
    outputs: ['{options.target-dir}'],
    options: { 'target-dir': `dist/target/${name}` },
  };
  const production = { configurations: { production: { release: true } } };
  return {
    build: { cache: true, executor: '@monodon/rust:build', ...shared, ...production },
    test: { cache: true, executor: '@monodon/rust:test', ...shared, ...production },
    lint: { cache: true, executor: '@monodon/rust:lint', ...shared },
    run: { executor: '@monodon/rust:run', ...shared, ...production },
  };
}

let tree: Tree;
beforeEach(() => {
  tree = createTreeWithEmptyWorkspace();
  updateJson(tree, 'nx.json', (json) => ({ ...json, plugins: ['@monodon/rust'] }));
  addDependenciesToPackageJson(tree, {}, { '@monodon/rust': '^3.0.0' });
  tree.write(
    'Cargo.toml',
    "\n[workspace]\nresolver = '2'\nmembers = [\n\t'apps/my_app',\n]\n\n[profile.release]\nlto = true\n",
  );
  tree.write('.cargo/config.toml', "[build]\ntarget-dir = 'dist/target'\n");
  tree.write(
    'apps/my_app/Cargo.toml',
    '[package]\nname = "my_app"\nversion = "0.1.0"\nedition = "2021"\n\n\n[dependencies]\n\n\n# See more keys\n',
  );
  tree.write('apps/my_app/src/main.rs', 'fn main() {}\n');
  tree.write(
    'apps/my_app/project.json',
    JSON.stringify({ name: 'my_app', targets: monodonTargets('my_app'), tags: [] }),
  );
});

const take = (options: object = {}) => fromMonodonGenerator(tree, { skipFormat: true, ...options });
const targets = () =>
  readJson<{ targets: Record<string, TargetConfiguration> }>(tree, 'apps/my_app/project.json')
    .targets;
const setBuild = (change: Partial<TargetConfiguration>) => {
  updateJson(tree, 'apps/my_app/project.json', (json) => {
    Object.assign(json.targets.build, change);
    return json;
  });
};

test('the plugin goes, its targets are the commands that they ran', async () => {
  await take();
  expect(readNxJson(tree)!.plugins).toEqual(['@statix/nx']);
  expect(readJson(tree, 'package.json').devDependencies).not.toHaveProperty('@monodon/rust');
  expect(targets()).toEqual({
    build: {
      cache: true,
      executor: 'nx:run-commands',
      inputs: ['default', '^default', '{workspaceRoot}/Cargo.lock'],
      outputs: ['{workspaceRoot}/dist/target/my_app'],
      options: { command: 'cargo build --target-dir dist/target/my_app -p my_app' },
      configurations: {
        production: { command: 'cargo build --target-dir dist/target/my_app --release -p my_app' },
      },
    },
    test: expect.objectContaining({
      options: { command: 'cargo test --target-dir dist/target/my_app -p my_app' },
    }),
    lint: expect.objectContaining({
      options: { command: 'cargo clippy --target-dir dist/target/my_app -p my_app' },
    }),
    run: {
      executor: 'nx:run-commands',
      outputs: ['{workspaceRoot}/dist/target/my_app'],
      options: { command: 'cargo run --target-dir dist/target/my_app -p my_app' },
      configurations: {
        production: { command: 'cargo run --target-dir dist/target/my_app --release -p my_app' },
      },
    },
  });
});

test('with keep both are there, and no target has a name of ours', async () => {
  const before = targets();
  await take({ keep: true });
  expect(readNxJson(tree)!.plugins).toEqual(['@monodon/rust', '@statix/nx']);
  expect(targets()).toEqual(before);
  expect(readJson(tree, 'package.json').devDependencies).toHaveProperty('@monodon/rust');
});

test('what the build says is carried over, and what Cargo.toml says already stays', async () => {
  setBuild({
    options: { features: 'tls, fast', bin: ['one'], args: ["it's"], toolchain: 'nightly' },
    configurations: { production: { release: true, profile: 'ship', 'all-features': true } },
  });
  updateJson(tree, 'nx.json', (json) => json);
  tree.write(
    'apps/my_app/Cargo.toml',
    `${tree.read('apps/my_app/Cargo.toml', 'utf8')}\n[package.metadata.statix.build-static]\nbins = ["mine"]\n`,
  );
  await take();
  expect(tree.read('apps/my_app/Cargo.toml', 'utf8')).toContain(
    '[package.metadata.statix.build-static]\nbins = ["mine"]\nfeatures = ["tls", "fast"]\nallFeatures = true\nprofile = "ship"\n',
  );
  expect(targets()['build']!.options.command).toBe(
    String.raw`cargo +nightly build --features 'tls, fast' --bin one -p my_app -- 'it'\''s'`,
  );
});

test('the plugin stays where something else needs it', async () => {
  updateJson(tree, 'apps/my_app/project.json', (json) => {
    json.targets.wasm = { executor: '@monodon/rust:wasm-pack', options: { target: 'web' } };
    return json;
  });
  await take();
  expect(readNxJson(tree)!.plugins).toEqual(['@monodon/rust', '@statix/nx']);
  expect(targets()['wasm']!.executor).toBe('@monodon/rust:wasm-pack');
  expect(targets()['build']!.executor).toBe('nx:run-commands');
});

test('a project.json without its package is an error, and nothing is lost', async () => {
  tree.write('apps/gone/project.json', JSON.stringify({ targets: monodonTargets('gone') }));
  await expect(take()).rejects.toMatchObject({ code: 'STATIX_PROJECT_MISSING' });
});

test.each([false, true])('a second run changes nothing, keep: %s', async (keep) => {
  const content = () => tree.listChanges().map(({ path, content }) => [path, content?.toString()]);
  await take({ keep });
  const first = content();
  await take({ keep });
  expect(content()).toEqual(first);
});
