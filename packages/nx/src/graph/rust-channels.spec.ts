import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ProjectConfiguration } from '@nx/devkit';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { inferGraph } from './infer-graph.js';

const newFolder = temporaryFolders();
const repositoryRoot = join(__dirname, '../../../..');

let root: string;
const files = ['app/Cargo.toml', 'old/Cargo.toml', 'images/statix/statix-image.json'];

function write(contents: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(contents)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

beforeEach(() => {
  root = newFolder();
  for (const name of ['recipe', 'lock.json', 'statix-image.json']) {
    cpSync(join(repositoryRoot, 'images/statix', name), join(root, 'images/statix', name), {
      recursive: true,
    });
  }
  for (const name of ['app', 'old']) {
    write({
      [`${name}/Cargo.toml`]: `[package]\nname = "${name}"\nversion = "0.1.0"\n[workspace]\n`,
      [`${name}/Cargo.lock`]: `version = 4\n[[package]]\nname = "${name}"\nversion = "0.1.0"\n`,
      [`${name}/src/main.rs`]: 'fn main() {}\n',
    });
  }
});

function lockChannel(channel: string, version: string): void {
  const lock = JSON.parse(readFileSync(join(root, 'images/statix/lock.json'), 'utf8')) as object;
  const toolchain = { channel, provider: 'debian', version };
  const values = { EXTRA_PACKAGES: '', LLVM_VERSION: '19' };
  write({
    [`images/statix/channels/${channel}.json`]: JSON.stringify({
      ...lock,
      arguments: values,
      toolchain,
    }),
  });
}

async function infer() {
  const { reading } = await inferGraph({ workspaceRoot: root, files, options: {} });
  const projects = new Map<string, ProjectConfiguration>();
  for (const [, { projects: found = {} }] of reading.nodes) {
    for (const project of Object.values(found))
      projects.set(project.name ?? '', { root: '', ...project });
  }
  const target = (project: string, name: string) => projects.get(project)?.targets?.[name];
  return { target, problems: reading.problems };
}

const identify = (name: string) => ({ projects: ['statix-image'], target: name });

test('two channels: two images, each of its own program, named and shown', async () => {
  lockChannel('1.85', '1.85.1');
  write({ 'old/rust-toolchain.toml': '[toolchain]\nchannel = "1.85"\n' });
  const { target, problems } = await infer();
  expect(problems).toEqual([]);
  const [app, old] = ['app', 'old'].map((name) => target(name, 'build-static'));
  expect(app?.options).toMatchObject({ image: 'dist/image/statix-image/image.json' });
  expect(app?.options).not.toHaveProperty('imageChannel');
  expect(app?.dependsOn).toContainEqual(identify('identify'));
  expect(old?.options).toMatchObject({
    image: 'dist/image/statix-image/1.85/image.json',
    imageChannel: '1.85',
  });
  expect(old?.dependsOn).toContainEqual(identify('identify-1.85'));
  const digest = (one: typeof app) => (one?.options as { digest: string }).digest;
  expect(digest(app)).not.toBe(digest(old));
  // The toolchain file is an input of what it chooses the compiler of.
  expect(old?.inputs).toContain('{workspaceRoot}/old/rust-toolchain.toml');

  expect(target('statix-image', 'identify-1.85')).toMatchObject({
    options: { channel: '1.85', identity: 'dist/image/statix-image/1.85/image.json' },
    outputs: ['{workspaceRoot}/dist/image/statix-image/1.85/image.json'],
  });
  expect(target('statix-image', 'identify-1.85')?.inputs).toContain(
    '{workspaceRoot}/images/statix/channels/1.85.json',
  );
  for (const name of [
    'image',
    'image-check',
    'image-push',
    'image-save',
    'image-load',
    'image-fetch',
    'image-lock',
  ]) {
    expect(target('statix-image', name)?.configurations?.['1.85']).toMatchObject({
      channel: '1.85',
      identity: 'dist/image/statix-image/1.85/image.json',
    });
  }
});

test('without other channels nothing is as it would not be without them', async () => {
  write({ 'old/rust-toolchain.toml': '[toolchain]\nchannel = "stable"\n' });
  const { target, problems } = await infer();
  expect(problems).toEqual([]);
  expect(target('old', 'build-static')?.options).toMatchObject({
    image: 'dist/image/statix-image/image.json',
  });
  expect(target('statix-image', 'image')).not.toHaveProperty('configurations');
});

test('fault: a channel that no image has: the targets of that program alone fail with what can be had', async () => {
  write({ 'old/rust-toolchain.toml': '[toolchain]\nchannel = "1.85"\n' });
  const { target, problems } = await infer();
  expect(target('app', 'build-static')?.executor).toBe('@statix/cargo-musl:build');
  for (const name of ['build-static', 'plan-static', 'test-static']) {
    expect(target('old', name)?.executor).toBe('@statix/nx:problem');
  }
  const [problem] = (
    target('old', 'build-static')?.options as {
      problems: { what: string; why: string; excerpt: string[]; remedies: object[] }[];
    }
  ).problems;
  expect(problem?.what).toBe(
    'old/rust-toolchain.toml:2: asks for Rust 1.85, and no image of this workspace has it',
  );
  expect(problem?.excerpt.join('\n')).toContain('1.96.0, of an image of this workspace');
  expect(problem?.remedies[0]).toMatchObject({
    snippet: 'npx nx run statix-image:image-lock --channel=1.85',
  });
  expect(problems.map(({ file }) => file)).toEqual(['old/rust-toolchain.toml']);
  // Once it is locked, it builds.
  lockChannel('1.85', '1.85.1');
  expect((await infer()).target('old', 'build-static')?.executor).toBe('@statix/cargo-musl:build');
});

test.each([
  ['1.81.0', 'edition 2024'],
  ['my-fork', 'linked'],
  ['stable-x86_64-unknown-linux-gnu', 'host'],
])('fault: %s cannot be had at all, and why', async (channel, why) => {
  write({ 'old/rust-toolchain': `${channel}\n` });
  const { target } = await infer();
  const { problems } = target('old', 'build-static')?.options as {
    problems: { why: string; code: string }[];
  };
  expect(problems[0]).toMatchObject({ code: 'STATIX_TOOLCHAIN_UNAVAILABLE' });
  expect(problems[0]?.why).toContain(why);
});

test('fault: a compiler in a folder of one machine', async () => {
  write({ 'old/rust-toolchain.toml': '[toolchain]\npath = "/opt/rust"\n' });
  const { target } = await infer();
  expect(target('old', 'build-static')?.options).toMatchObject({
    problems: [{ code: 'STATIX_TOOLCHAIN_PATH' }],
  });
});
