import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderError, type StatixError } from '@statix/contract';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { BuildWorkspace } from '../../testing/build-workspace.js';
import { crate } from '../../testing/hostile-crates.js';
import { formsOf, placesLeft } from '../../testing/left-secrets.js';
import { builtProgram } from '../../testing/others/built-program.js';
import type { IssuedToken, OthersRegistry } from '../../testing/others/others-registry.js';
import { cargo, publish } from '../../testing/others/real-cargo.js';
import { startRegistry } from '../../testing/others/start-registry.js';
import { OwnCargoHome } from '../../testing/own-cargo-home.js';

jest.setTimeout(5 * 60 * 1000);

/** `npm run test:matrix` says which: crate and version of a registry's program, `cratery@1.11.1`. */
const [registryCrate = '', version = ''] = (process.env['STATIX_TEST_REGISTRY'] ?? '').split('@');

/** CARGO_HOME of who publishes and locks: what Cargo has kept of the registry there, others do not have. */
const colleague = mkdtempSync(join(tmpdir(), 'statix-colleague-'));
let registry: OthersRegistry;
let token: IssuedToken;
let home: OwnCargoHome;
let shown: string;
const opened: BuildWorkspace[] = [];

beforeAll(
  async () => {
    const server = await builtProgram(registryCrate, version);
    registry = await startRegistry(registryCrate, server);
    token = await registry.issueToken();
    publish('corp-words', 'pub fn word() -> &\'static str { "private" }\n', asColleague());
  },
  60 * 60 * 1000,
);

afterAll(async () => {
  // Undefined where it did not start.
  await (registry as OthersRegistry | undefined)?.stop();
  rmSync(colleague, { recursive: true });
});

beforeEach(() => {
  home = new OwnCargoHome();
  shown = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    shown += String(text);
    return true;
  });
});

afterEach(async () => {
  jest.restoreAllMocks();
  home.remove();
  for (const workspace of opened.splice(0)) await workspace.remove();
});

/** What the guides of the registries have their users set. */
function asColleague(): Record<string, string> {
  return {
    CARGO_HOME: colleague,
    NO_PROXY: '*',
    CARGO_REGISTRIES_CORP_INDEX: registry.index,
    CARGO_REGISTRIES_CORP_TOKEN: token.text,
    CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS: 'cargo:token',
  };
}

/** A program that depends on the crate. */
async function program(): Promise<BuildWorkspace> {
  const workspace = await BuildWorkspace.create({
    'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\nresolver = "2"\n',
    '.cargo/config.toml': `[registries.corp]\nindex = "${registry.index}"\n`,
    ...crate(
      'app',
      { 'src/main.rs': 'fn main() { println!("{}", corp_words::word()); }\n' },
      '[dependencies]\ncorp-words = { version = "1", registry = "corp" }\n',
    ),
  });
  opened.push(workspace);
  cargo(workspace.root, ['generate-lockfile'], { env: asColleague() });
  return workspace;
}

async function builds(workspace: BuildWorkspace): Promise<void> {
  await workspace.build('app');
  const built = 'dist/static/app/x86_64-unknown-linux-musl/release/app';
  expect(execFileSync(join(workspace.root, built)).toString()).toBe('private\n');
}

function inEnvironment(text: string): void {
  process.env['CARGO_REGISTRIES_CORP_INDEX'] = registry.index;
  process.env['CARGO_REGISTRIES_CORP_TOKEN'] = text;
}

/** Everything that a build says, in an error too. */
function said(workspace: BuildWorkspace, error?: StatixError): string {
  const rendered = error === undefined ? '' : renderError(error);
  return [shown, ...workspace.reported, rendered].join('\n');
}

test.each([['a container'], ['host']])(
  'attack: fetched by %s, and whoever looks for the token finds it nowhere',
  async (by) => {
    if (by === 'host') {
      process.env['STATIX_FETCH'] = by;
      home.write('config.toml', '[registry]\nglobal-credential-providers = ["cargo:token"]\n');
    }
    inEnvironment(token.text);
    const workspace = await program();
    await builds(workspace);
    const places = {
      'what is shown': said(workspace),
      ...(await placesLeft(workspace, token.text)),
    };
    for (const [place, text] of Object.entries(places))
      for (const form of formsOf(token.text))
        expect([place, text.includes(form)]).toEqual([place, false]);
  },
);

describe('fault: the registry refuses', () => {
  test.each([
    ['a token that was revoked', revoked],
    ['a token that it never gave', () => `${token.text.slice(0, -8)}AAAAAAA=`],
    ['a token without its scheme', () => token.withoutScheme ?? `Digest ${token.text}`],
  ])('%s; with a new one, stored as the remedies say, it builds', async (_name, refused) => {
    const stale = await refused();
    inEnvironment(stale);
    const workspace = await program();
    const error = await statixErrorOf(workspace.build('app'));
    expect(error.what).toBe('A registry refuses the token that this machine has for it');
    expect(error.why).toContain('token rejected for `corp`');
    for (const form of formsOf(stale)) expect(said(workspace, error)).not.toContain(form);
    // The remedies: unset it, and let Cargo store the new one.
    delete process.env['CARGO_REGISTRIES_CORP_TOKEN'];
    delete process.env['CARGO_REGISTRIES_CORP_INDEX'];
    const [, ...login] = snippetOf(error, 'cargo ').split(' ');
    const store = (): void => {
      cargo(workspace.root, login, { input: `${token.text}\n` });
    };
    expect(store).toThrow('require a credential-provider');
    home.write('config.toml', snippetOf(error, '[registries.'));
    store();
    await builds(workspace);
  });

  test('everybody without a token; with the variables that the remedies name it builds', async () => {
    const workspace = await program();
    const error = await statixErrorOf(workspace.build('app'));
    expect(error.what).toBe('A registry wants a token, and this machine has none for it');
    expect(error.why).toContain('no token found for `corp`');
    for (const line of snippetOf(error, 'export ').split('\n')) {
      const [, name = '', value = ''] = /^export (\w+)=(.*)$/.exec(line) ?? [];
      process.env[name] = value;
    }
    await builds(workspace);
  });
});

/** The snippet that begins so, with what only its reader knows. */
function snippetOf({ remedies }: StatixError, start: string): string {
  const snippet = remedies.map((one) => one.snippet ?? '').find((one) => one.startsWith(start));
  return (snippet ?? '').replace('<index>', registry.index).replace('<token>', token.text);
}

async function revoked(): Promise<string> {
  const other = await registry.issueToken();
  await other.revoke();
  return other.text;
}
