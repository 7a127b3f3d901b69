import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addDependenciesToPackageJson, updateJson, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { generatorSchemas } from '../schemas.js';
import { readRustWorkspace } from './workspace/read-rust-workspace.js';
import { addGenerator } from './add/generator.js';
import { ciGenerator } from './ci/generator.js';
import { doctorGenerator } from './doctor/generator.js';
import { fromMonodonGenerator } from './from-monodon/generator.js';
import { initGenerator } from './init/generator.js';
import { newGenerator } from './new/generator.js';
import { revisionGenerator } from './revision/generator.js';
import { syncGenerator } from './sync/generator.js';

const reference = `registry.example/team/image@sha256:${'0123456789abcdef'.repeat(4)}`;
const doctorFixtures = join(__dirname, '../../../advice/src/native-crates/fixtures');

/** What has just been written is no image on disk. */
const withoutImage = (tree: Tree) => readRustWorkspace(tree, () => Promise.resolve(undefined));

/** Every generator, with the options that make it write. */
const runs: [keyof typeof generatorSchemas, string, (tree: Tree) => Promise<unknown>][] = [
  ['init', 'recipe', (tree) => initGenerator(tree, { skipFormat: true })],
  ['init', 'reference', (tree) => initGenerator(tree, { skipFormat: true, reference })],
  ['new', 'plain', (tree) => newGenerator(tree, { skipFormat: true, name: 'my-app' })],
  [
    'new',
    'postgres',
    (tree) => newGenerator(tree, { skipFormat: true, name: 'notes', template: 'postgres' }),
  ],
  ['ci', 'github', (tree) => ciGenerator(tree, { skipFormat: true, provider: 'github' })],
  ['ci', 'gitlab', (tree) => ciGenerator(tree, { skipFormat: true, provider: 'gitlab' })],
  [
    'add',
    'settings',
    (tree) =>
      addGenerator(
        tree,
        { skipFormat: true, project: 'app', features: ['a'], compress: true },
        withoutImage,
      ),
  ],
  [
    'add',
    'explicit',
    (tree) =>
      addGenerator(tree, { skipFormat: true, project: 'app', explicit: true }, withoutImage),
  ],
  [
    'revision',
    'a program',
    (tree) => revisionGenerator(tree, { skipFormat: true, project: 'app' }, withoutImage),
  ],
  ['sync', 'explicit targets', (tree) => syncGenerator(tree, {}, withoutImage)],
  ['from-monodon', 'replaced', (tree) => fromMonodonGenerator(tree, { skipFormat: true })],
  ['from-monodon', 'kept', (tree) => fromMonodonGenerator(tree, { skipFormat: true, keep: true })],
  [
    'doctor',
    'fix',
    (tree) =>
      doctorGenerator(
        tree,
        { environment: false, fix: true },
        {
          print: () => undefined,
          fail: () => undefined,
          connect: () => Promise.reject(new Error('not asked')),
          env: {},
        },
      ),
  ],
];

test('every generator is here', () => {
  expect([...new Set(runs.map(([name]) => name))].sort()).toEqual(
    Object.keys(generatorSchemas).sort(),
  );
});

describe('run twice, everything written the first time is as it was', () => {
  let tree: Tree;
  beforeEach(() => {
    tree = createTreeWithEmptyWorkspace();
    updateJson(tree, 'nx.json', (json) => ({ ...json, plugins: ['@statix/nx', '@monodon/rust'] }));
    addDependenciesToPackageJson(tree, {}, { '@monodon/rust': '^3.0.0' });
    tree.write('services/app/Cargo.toml', '[package]\nname = "app"\nversion = "0.1.0"\n');
    tree.write(
      'services/app/Cargo.lock',
      'version = 4\n\n[[package]]\nname = "app"\nversion = "0.1.0"\n',
    );
    tree.write('services/app/src/main.rs', 'fn main() {}\n');
    tree.write(
      'services/app/project.json',
      JSON.stringify({
        name: 'app',
        targets: {
          build: {
            executor: '@monodon/rust:build',
            options: { features: 'tls', 'target-dir': 'dist/target/app' },
          },
          'build-once': {
            executor: '@statix/cargo-musl:build',
            options: { manifest: 'services/app/Cargo.toml', digest: 'stale' },
          },
        },
      }),
    );
    for (const [name, suffix] of [
      ['Cargo.toml', 'manifest.toml'],
      ['Cargo.lock', 'lock.toml'],
    ]) {
      const fixture = readFileSync(join(doctorFixtures, `rdkafka.${suffix}`), 'utf8');
      tree.write(`services/queue/${name}`, fixture);
    }
    tree.write('services/queue/src/main.rs', 'fn main() {}\n');
  });

  test.each(runs)('%s, %s', async (_, __, run) => {
    const content = () =>
      tree.listChanges().map(({ path, type, content: bytes }) => [path, type, bytes?.toString()]);
    const start = content();
    await run(tree);
    const first = content();
    expect(first).not.toEqual(start);
    await run(tree);
    expect(content()).toEqual(first);
  });
});
