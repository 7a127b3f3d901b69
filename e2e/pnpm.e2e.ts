import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { command, succeed } from './harness/command';
import { sharedRegistry } from './harness/registry';
import { repositoryRoot, scratchRoot, triple } from './harness/repository';
import { Workspace } from './harness/workspace';

jest.setTimeout(20 * 60 * 1000);

/** Reads its workspace's settings from pnpm-workspace.yaml, and links instead of hoisting. */
const pnpmVersion = '10';

const registry = sharedRegistry();
let workspace: Workspace;

beforeAll(async () => {
  const tools = join(scratchRoot, 'pnpm-tools');
  await succeed('npm', ['install', '--prefix', tools, `pnpm@${pnpmVersion}`], {
    cwd: repositoryRoot,
    env: registry.env,
  });
  workspace = await Workspace.create(join(scratchRoot, 'pnpm'), registry, '23.2.1', {
    programs: join(tools, 'node_modules/.bin'),
    install: ['pnpm', ['install', '--no-frozen-lockfile']],
    files: {
      // A store of its own: nothing that this machine has installed before may help.
      'pnpm-workspace.yaml': `packages: ["web"]\nstoreDir: ${join(scratchRoot, 'pnpm-store')}\n`,
      'web/package.json': '{ "name": "hello-static", "version": "1.0.0", "private": true }',
    },
  });
});

test('nx add installs by pnpm, and what Nx loads by name can be loaded', async () => {
  await workspace.nxSucceeds(['add', '@statix/nx']);
  expect(existsSync(join(workspace.root, 'pnpm-lock.yaml'))).toBe(true);
  expect(existsSync(join(workspace.root, 'package-lock.json'))).toBe(false);
  // Linked, not hoisted: only what package.json names is there.
  expect(existsSync(join(workspace.root, 'node_modules/@statix/verify'))).toBe(true);
  expect(existsSync(join(workspace.root, 'node_modules/@statix/engine'))).toBe(false);
});

test('a Rust project is found, and leaves its name to the npm package that has it', async () => {
  workspace.edit('images/statix/statix-image.json', (text) =>
    text.replace('debian:trixie-slim', 'statix-base:trixie'),
  );
  cpSync(join(repositoryRoot, 'e2e/validation'), join(workspace.root, 'rust'), {
    recursive: true,
    filter: (path) => !path.endsWith('/target'),
  });
  await workspace.commit('Rust');
  const projects = await workspace.nxSucceeds(['show', 'projects']);
  expect(projects.trim().split('\n')).toEqual(
    expect.arrayContaining(['hello-static', 'hello-static-rust-hello-static', 'statix-image']),
  );
});

test('the program is built, proven, and read from the cache the second time', async () => {
  const target = 'hello-static-rust-hello-static:static';
  const first = await workspace.nxSucceeds(['run', target]);
  expect(first).toContain('PASS');
  const binary = workspace.binary('hello-static-rust-hello-static', 'hello-static');
  const { status } = await command(binary, [], { cwd: workspace.root });
  expect(status).not.toBeNull();
  workspace.remove('dist');
  const second = await workspace.nxSucceeds(['run', target], {
    env: { DOCKER_HOST: 'tcp://127.0.0.1:1' },
  });
  expect(second).toMatch(/existing outputs|local cache/);
  expect(existsSync(binary)).toBe(true);
  expect(binary).toContain(triple);
});
