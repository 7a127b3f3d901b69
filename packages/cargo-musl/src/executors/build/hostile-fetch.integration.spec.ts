import { chmodSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { bridgeAddress } from '../../testing/bridge-address.js';
import { BuildWorkspace } from '../../testing/build-workspace.js';
import { cargoWorkspace, crate, mainFile } from '../../testing/hostile-crates.js';

jest.setTimeout(5 * 60 * 1000);

let server: Server;
let agents: string[];
let shown: string;
const opened: BuildWorkspace[] = [];

/** A registry and a git server in one, which ask everybody for a password. */
beforeAll(async () => {
  process.env['NX_DAEMON'] = 'false';
  // A proxy of this machine would be asked for the server of this test.
  process.env['NO_PROXY'] = process.env['no_proxy'] = '*';
  server = createServer((request, response) => {
    agents.push(request.headers['user-agent'] ?? '');
    response.writeHead(401, { 'WWW-Authenticate': 'Cargo login_url="http://x.invalid"' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
});

beforeEach(() => {
  agents = [];
  shown = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    shown += String(text);
    return true;
  });
});

afterEach(async () => {
  jest.restoreAllMocks();
  for (const workspace of opened.splice(0)) await workspace.remove();
});

afterAll(() => {
  server.close();
});

function address(): string {
  const at = server.address();
  return typeof at === 'object' && at !== null ? `http://${bridgeAddress()}:${at.port}/` : '';
}

/** A program with a dependency, and its lock entry. */
async function program(
  dependency: string,
  source: string,
  config: string,
  more: Record<string, string> = {},
): Promise<BuildWorkspace> {
  const locked =
    `\n[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = ["dep"]\n` +
    `\n[[package]]\nname = "dep"\nversion = "1.0.0"\nsource = "${source}"\n`;
  const workspace = await BuildWorkspace.create({
    ...cargoWorkspace([], locked),
    ...crate('app', { 'src/main.rs': mainFile }, `[dependencies]\n${dependency}\n`),
    ...(config === '' ? {} : { '.cargo/config.toml': config }),
    ...more,
  });
  opened.push(workspace);
  return workspace;
}

// A program of the shell and TOML at once: `ls` says that it cannot find the text.
const script = '#!/bin/sh\n"ls" = "PROVIDER-RAN"\n';

test.each([
  [
    'of a registry',
    (index: string) =>
      `[registries.x]\nindex = "${index}"\ncredential-provider = ["/workspace/.cargo/config.toml"]\n`,
  ],
  [
    'of all registries',
    (index: string) =>
      `[registries.x]\nindex = "${index}"\n[registry]\nglobal-credential-providers = ["/workspace/.cargo/config.toml"]\n`,
  ],
  [
    'by an alias',
    (index: string) =>
      `[registries.x]\nindex = "${index}"\ncredential-provider = "own"\n[credential-alias]\nown = ["/workspace/.cargo/config.toml"]\n`,
  ],
])('attack: a credential provider %s is the configuration itself', async (_name, config) => {
  const index = `sparse+${address()}`;
  const workspace = await program(
    'dep = { version = "1", registry = "x" }',
    index,
    script + config(index),
  );
  chmodSync(join(workspace.root, '.cargo/config.toml'), 0o755);
  const error = await statixErrorOf(workspace.build('app'));
  expect(error.code).toBe('STATIX_FETCH_FAILED');
  // The index is followed, and that is all.
  expect(agents.some((agent) => agent.startsWith('cargo/'))).toBe(true);
  expect(shown).not.toContain('PROVIDER-RAN');
});

test('attack: net.git-fetch-with-cli runs no git program', async () => {
  const url = `${address()}dep.git`;
  const workspace = await program(
    `dep = { git = "${url}" }`,
    `git+${url}#${'0'.repeat(40)}`,
    '[net]\ngit-fetch-with-cli = true\nretry = 0\n',
  );
  const error = await statixErrorOf(workspace.build('app'));
  expect(error.code).toBe('STATIX_FETCH_FAILED');
  expect(agents.length).toBeGreaterThan(0);
  // The library within cargo calls itself `git/2.0 (libgit2 …)` or cargo.
  expect(agents.filter((agent) => /^git\/[\d.]+$/.test(agent))).toEqual([]);
});

test('a private dependency of a sibling that nobody can reach stops no other program', async () => {
  const url = 'https://git.invalid/private.git';
  const locked =
    `\n[[package]]\nname = "private"\nversion = "1.0.0"\nsource = "git+${url}#${'0'.repeat(40)}"\n` +
    `\n[[package]]\nname = "sibling"\nversion = "0.1.0"\ndependencies = ["private"]\n`;
  const workspace = await BuildWorkspace.create({
    ...cargoWorkspace(['app'], locked),
    ...crate('app', { 'src/main.rs': mainFile }),
    ...crate(
      'sibling',
      { 'src/main.rs': mainFile },
      `[dependencies]\nprivate = { git = "${url}" }\n`,
    ),
  });
  opened.push(workspace);
  const manifests = await workspace.build('app');
  expect(manifests.map(({ binary }) => binary.name)).toEqual(['app']);
  expect(shown).not.toContain('private');
});

test('fault: a manifest that needs more than the lock has', async () => {
  const workspace = await BuildWorkspace.create({
    ...cargoWorkspace(['app', 'other']),
    ...crate('other', { 'src/lib.rs': '' }),
    ...crate('app', { 'src/main.rs': mainFile }, '[dependencies]\nother = { path = "../other" }\n'),
  });
  opened.push(workspace);
  const error = await statixErrorOf(workspace.build('app'));
  expect(error.code).toBe('STATIX_LOCKFILE_OUT_OF_DATE');
  expect(error.what).toBe('Cargo.lock does not fit the manifests of app');
});
