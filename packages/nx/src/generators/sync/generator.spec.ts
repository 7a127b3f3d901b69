import { readJson, updateJson, type TargetConfiguration, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { imageIdentitySchema } from '@statix/contract';
import type { ImageProject } from '../../targets/image-project.js';
import { addGenerator } from '../add/generator.js';
import { registerPlugin } from '../nx-json/register-plugin.js';
import { readRustWorkspace } from '../workspace/read-rust-workspace.js';
import { syncGenerator } from './generator.js';

let tree: Tree;
let image: ImageProject;

const project = 'crates/app/project.json';
const readWorkspace = (of: Tree) =>
  readRustWorkspace(of, async () => ({
    image,
    images: {
      own: { image, channel: undefined, version: undefined, provider: 'debian' },
      channels: [],
      toolchains: undefined,
    },
    files: [],
    recipeRoot: undefined,
  }));
const sync = () => syncGenerator(tree, {}, readWorkspace);
const targets = () =>
  readJson<{ targets: Record<string, TargetConfiguration> }>(tree, project).targets;
const edit = (change: (targets: Record<string, TargetConfiguration>) => void) => {
  updateJson(tree, project, (json: { targets: Record<string, TargetConfiguration> }) => {
    change(json.targets);
    return json;
  });
};

function imageOf(identity: string): ImageProject {
  return {
    projectName: 'statix-image',
    files: ['images/statix/statix-image.json'],
    identity: imageIdentitySchema.parse({
      schemaVersion: 1,
      kind: 'statix.image-identity',
      identity,
      reference: `statix.local/statix:${identity.slice(0, 32)}`,
      recipe: { name: 'statix', version: '1' },
      base: 'debian:trixie-slim',
      arguments: {},
      definition: 'images/statix/statix-image.json',
      files: [],
    }),
  };
}

beforeEach(async () => {
  image = imageOf('a'.repeat(64));
  tree = createTreeWithEmptyWorkspace();
  registerPlugin(tree);
  tree.write('Cargo.toml', '[workspace]\nmembers = ["crates/*"]\nresolver = "2"\n');
  tree.write(
    'Cargo.lock',
    'version = 4\n\n[[package]]\nname = "app"\nversion = "0.1.0"\n\n[[package]]\nname = "lib"\nversion = "0.1.0"\n',
  );
  tree.write(
    'crates/app/Cargo.toml',
    '[package]\nname = "app"\nversion = "0.1.0"\n\n[dependencies]\n',
  );
  tree.write('crates/app/src/main.rs', 'fn main() {}\n');
  tree.write('crates/lib/Cargo.toml', '[package]\nname = "lib"\nversion = "0.1.0"\n');
  tree.write('crates/lib/src/lib.rs', '');
  await addGenerator(tree, { project: 'app', explicit: true, skipFormat: true }, readWorkspace);
});

test('in step: nothing is written, however the file is formatted', async () => {
  tree.write(project, JSON.stringify(readJson(tree, project)));
  const before = tree.read(project, 'utf8');
  expect(await sync()).toBeUndefined();
  expect(tree.read(project, 'utf8')).toBe(before);
});

test('another image: the digests of what is made in it', async () => {
  const before = targets();
  image = imageOf('b'.repeat(64));
  expect(await sync()).toMatchObject({ outOfSyncDetails: ['app (crates/app/project.json)'] });
  const after = targets();
  expect(after['build-static']!.options.digest).not.toBe(before['build-static']!.options.digest);
  expect(after['verify-static']).toEqual(before['verify-static']);
  expect(await sync()).toBeUndefined();
});

test('a new path dependency: its files are inputs, and the part of the lock is another', async () => {
  const before = targets();
  tree.write(
    'crates/app/Cargo.toml',
    `${tree.read('crates/app/Cargo.toml', 'utf8')!.trimEnd()}\n`.replace(
      '[dependencies]\n',
      '[dependencies]\nlib = { path = "../lib" }\n',
    ),
  );
  expect(await sync()).toBeDefined();
  expect(targets()['build-static']!.inputs).toContainEqual(
    expect.stringContaining('{workspaceRoot}/crates/lib/'),
  );
  expect(targets()['build-static']!.options.workspaceDigest).not.toBe(
    before['build-static']!.options.workspaceDigest,
  );
});

test('what somebody has written stays; what is computed comes back', async () => {
  edit((written) => {
    Object.assign(written['build-static']!.options, { features: ['mine'], digest: 'stale' });
    written['build-static']!.dependsOn = ['codegen'];
    written['build-static']!.inputs = [];
    written['build-debug'] = {
      ...written['build-static']!,
      options: { ...written['build-static']!.options, profile: 'dev', outputPath: 'out' },
    };
    delete written['plan-static'];
  });
  expect(await sync()).toBeDefined();
  expect(targets()['build-static']).toMatchObject({
    dependsOn: ['codegen', { projects: ['statix-image'], target: 'identify' }],
    options: { features: ['mine'], digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
  expect(targets()['build-static']!.inputs).not.toEqual([]);
  expect(targets()['build-debug']).toMatchObject({
    options: { profile: 'dev', digest: targets()['build-static']!.options.digest },
    outputs: ['{options.outputPath}'],
  });
  expect(targets()).not.toHaveProperty('plan-static');
});

test('extraInputs of project.json are inputs', async () => {
  edit((written) => {
    written['build-static']!.options.extraInputs = ['schema/*.sql'];
  });
  await sync();
  expect(targets()['build-static']!.inputs).toContain('{workspaceRoot}/schema/*.sql');
});

test('a target without a digest was written by hand, and is left alone', async () => {
  edit((written) => {
    for (const target of Object.values(written)) delete target.options?.digest;
    written['static-inputs']!.inputs = [];
    delete written['static-inputs'];
  });
  const before = targets();
  expect(await sync()).toBeUndefined();
  expect(targets()).toEqual(before);
});

test('an option that does not exist is refused, and the file is named', async () => {
  edit((written) => {
    written['build-static']!.options.feature = ['x'];
  });
  await expect(sync()).rejects.toMatchObject({
    code: 'STATIX_OPTION_INVALID',
    message: expect.stringContaining('crates/app/project.json'),
  });
});

test('a manifest that cannot be read is an error where its targets are explicit, and only there', async () => {
  tree.write('crates/lib/Cargo.toml', 'no toml');
  expect(await sync().catch((error: unknown) => error)).toBeUndefined();
  tree.write('crates/app/Cargo.toml', 'no toml');
  await expect(sync()).rejects.toMatchObject({ code: expect.stringMatching(/^STATIX_MANIFEST/) });
});
