import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedRegistry } from './harness/registry';
import { scratchRoot } from './harness/repository';
import { Workspace } from './harness/workspace';

jest.setTimeout(20 * 60 * 1000);

/** What the generators of this version write is what from-monodon takes over. */
const monodon = '@monodon/rust@3.0.0';

const registry = sharedRegistry();
let workspace: Workspace;

beforeAll(async () => {
  workspace = await Workspace.create(join(scratchRoot, 'from-monodon'), registry, '23.2.1');
  await workspace.nxSucceeds(['add', monodon]);
  await workspace.nxSucceeds(['g', '@monodon/rust:binary', 'program', '--directory=apps']);
  await workspace.nxSucceeds(['g', '@monodon/rust:library', 'library', '--directory=libs']);
  await workspace.nxSucceeds(['add', '@statix/nx']);
  workspace.edit('images/statix/statix-image.json', (text) =>
    text.replace('debian:trixie-slim', 'statix-base:trixie'),
  );
  await workspace.succeed('cargo', ['generate-lockfile']);
  await workspace.commit('both');
});

const status = () => workspace.succeed('git', ['status', '--porcelain']);
const program = async () => {
  const shown = await workspace.nxSucceeds([
    'show',
    'projects',
    '--json',
    '--withTarget=build-static',
  ]);
  const names = JSON.parse(shown.slice(shown.lastIndexOf('['))) as string[];
  expect(names).toHaveLength(1);
  return names[0]!;
};

test('side by side: targets of both, under names of their own, and both build', async () => {
  await workspace.nxSucceeds(['g', '@statix/nx:from-monodon', '--keep']);
  const name = await program();
  const shown = await workspace.nxSucceeds(['show', 'project', name, '--json']);
  const { targets } = JSON.parse(shown.slice(shown.indexOf('{'))) as {
    targets: Record<string, { executor: string }>;
  };
  expect(targets['build']!.executor).toBe('@monodon/rust:build');
  expect(targets['build-static']!.executor).toBe('@statix/cargo-musl:build');
  await workspace.nxSucceeds(['run', `${name}:build`]);
  expect(await workspace.nxSucceeds(['run', `${name}:static`])).toMatch(/PASS \S+ +static-pie/);
  await workspace.commit('kept');
  await workspace.nxSucceeds(['g', '@statix/nx:from-monodon', '--keep']);
  expect(await status()).toBe('');
});

test('taken over: the other plugin is gone, and what its targets did goes on', async () => {
  const name = await program();
  const binary = workspace.binary(name);
  const before = readFileSync(binary);
  await workspace.nxSucceeds(['g', '@statix/nx:from-monodon']);
  expect(existsSync(join(workspace.root, 'node_modules/@monodon/rust'))).toBe(false);
  for (const path of ['nx.json', 'package.json']) {
    expect(workspace.read(path)).not.toContain('@monodon/rust');
  }
  await workspace.nxSucceeds(['run-many', '-t', 'build,test']);
  const output = await workspace.nxSucceeds(['run', `${name}:run`, '--configuration=production']);
  expect(output).toContain('Hello, world!');
  // Nx puts nx.json, which named the other plugin, into the hash of every task: it is built once more, and
  // is the same, for nothing that it is made of has changed.
  await workspace.nxSucceeds(['run', `${name}:build-static`]);
  expect(readFileSync(binary)).toEqual(before);
  await workspace.commit('taken over');
  await workspace.nxSucceeds(['g', '@statix/nx:from-monodon']);
  expect(await status()).toBe('');
});
