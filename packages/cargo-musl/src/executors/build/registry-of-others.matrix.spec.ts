import { execFileSync } from 'node:child_process';
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

let registry: OthersRegistry;
let token: IssuedToken;
let home: OwnCargoHome;
let shown: string;
const opened: BuildWorkspace[] = [];

beforeAll(
  async () => {
    const program = await builtProgram(registryCrate, version);
    registry = await startRegistry(registryCrate, program);
    token = await registry.issueToken();
    const own = new OwnCargoHome();
    publish('corp-words', 'pub fn word() -> &\'static str { "private" }\n', asUser());
    own.remove();
  },
  60 * 60 * 1000,
);

afterAll(async () => {
  await registry?.stop();
});

beforeEach(() => {
  home = new OwnCargoHome();
  process.env['CARGO_REGISTRIES_CORP_INDEX'] = registry.index;
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

/** What the registries' guides have their users set, for this machine's cargo. */
function asUser(): Record<string, string> {
  return {
    CARGO_REGISTRIES_CORP_INDEX: registry.index,
    CARGO_REGISTRIES_CORP_TOKEN: token.text,
    CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS: 'cargo:token',
  };
}

/** A program that depends on the crate, locked by this machine's cargo. */
async function program(): Promise<BuildWorkspace> {
  const workspace = await BuildWorkspace.create({
    'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\nresolver = "2"\n',
    ...crate(
      'app',
      { 'src/main.rs': 'fn main() { println!("{}", corp_words::word()); }\n' },
      '[dependencies]\ncorp-words = { version = "1", registry = "corp" }\n',
    ),
  });
  opened.push(workspace);
  cargo(workspace.root, ['generate-lockfile'], { env: asUser() });
  return workspace;
}

async function builds(workspace: BuildWorkspace): Promise<void> {
  await workspace.build('app');
  const built = 'dist/static/app/x86_64-unknown-linux-musl/release/app';
  expect(execFileSync(join(workspace.root, built)).toString()).toBe('private\n');
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
    process.env['CARGO_REGISTRIES_CORP_TOKEN'] = token.text;
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
    ['a token that it never gave', () => token.text.slice(0, -8) + 'AAAAAAA='],
    ['a token without its scheme', () => token.withoutScheme ?? `Digest ${token.text}`],
  ])('%s; a new one by cargo login', async (_name, refused) => {
    const stale = await refused();
    process.env['CARGO_REGISTRIES_CORP_TOKEN'] = stale;
    const workspace = await program();
    const error = await statixErrorOf(workspace.build('app'));
    expect(error.what).toBe('A registry refuses the token that this machine has for it');
    expect(error.why).toContain('token rejected for `corp`');
    for (const form of formsOf(stale)) expect(said(workspace, error)).not.toContain(form);
    delete process.env['CARGO_REGISTRIES_CORP_TOKEN'];
    cargo(workspace.root, ['login', '--registry', 'corp'], { input: `${token.text}\n` });
    await builds(workspace);
  });

  test('everybody without a token; with it the same build goes on', async () => {
    const workspace = await program();
    const error = await statixErrorOf(workspace.build('app'));
    expect(error.what).toBe('A registry wants a token, and this machine has none for it');
    expect(error.why).toContain('no token found for `corp`');
    process.env['CARGO_REGISTRIES_CORP_TOKEN'] = token.text;
    await builds(workspace);
  });
});

async function revoked(): Promise<string> {
  const other = await registry.issueToken();
  await other.revoke();
  return other.text;
}
