import { existsSync, readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import { renderError, type StatixError } from '@statix/contract';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { stateDirectory } from '@statix/engine';
import { bridgeAddress } from '../../testing/bridge-address.js';
import { BuildWorkspace } from '../../testing/build-workspace.js';
import { cargoWorkspace, crate } from '../../testing/hostile-crates.js';
import { formsOf, linesWith, placesLeft, volumesOf } from '../../testing/left-secrets.js';
import { OwnCargoHome } from '../../testing/own-cargo-home.js';
import { docker, runningFetch } from '../../testing/running-fetch.js';
import { SparseRegistry } from '../../testing/sparse-registry.js';
import { textBelow } from '../../testing/text-below.js';

jest.setTimeout(5 * 60 * 1000);

const token = 'Bearer c0rp-t0ken-9b1f6e';
let registry: SparseRegistry;
let home: OwnCargoHome;
let shown: string;
let locked: string;
const opened: BuildWorkspace[] = [];

beforeEach(async () => {
  home = new OwnCargoHome();
  registry = await SparseRegistry.start(token);
  locked = await registry.publish(
    'corp-words',
    '1.0.0',
    'pub fn word() -> &\'static str { "private" }\n',
  );
  shown = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    shown += String(text);
    return true;
  });
});

afterEach(async () => {
  jest.restoreAllMocks();
  await registry.stop();
  home.remove();
  for (const workspace of opened.splice(0)) await workspace.remove();
});

/** A program that depends on a crate of the private registry. */
async function program(
  config = `[registries.corp]\nindex = "${registry.index}"\n`,
  source = registry.index,
): Promise<BuildWorkspace> {
  const entry = `\n[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = ["corp-words"]\n`;
  const workspace = await BuildWorkspace.create({
    ...cargoWorkspace([], entry + locked.replace(registry.index, source)),
    ...crate(
      'app',
      { 'src/main.rs': 'fn main() { println!("{}", corp_words::word()); }\n' },
      '[dependencies]\ncorp-words = { version = "1", registry = "corp" }\n',
    ),
    ...(config === '' ? {} : { '.cargo/config.toml': config }),
  });
  opened.push(workspace);
  return workspace;
}

function ownConfig(more = ''): void {
  home.write('config.toml', `[registries.corp]\nindex = "${registry.index}"\n${more}`);
}

function ownToken(text = token): void {
  home.write('credentials.toml', `[registries.corp]\ntoken = "${text}"\n`);
}

async function builds(workspace: BuildWorkspace): Promise<void> {
  const [manifest] = await workspace.build('app');
  expect(manifest?.binary.name).toBe('app');
  expect(registry.requests.at(-1)).toEqual({
    path: '/crates/corp-words/1.0.0.crate',
    authorization: token,
  });
}

/** Everything that a build says, in an error too, and that it leaves on this machine. */
function said(workspace: BuildWorkspace, error?: StatixError): string {
  const rendered = error === undefined ? '' : renderError(error);
  return [shown, ...workspace.reported, rendered].join('\n');
}

test('the token of the environment, for the index of the environment', async () => {
  process.env['CARGO_REGISTRIES_CORP_INDEX'] = registry.index;
  process.env['CARGO_REGISTRIES_CORP_TOKEN'] = token;
  await builds(await program());
});

test('a registry that only this machine has the index of', async () => {
  ownConfig();
  ownToken();
  const workspace = await program('');
  await builds(workspace);
  // And for who types cargo in its shell.
  expect(await workspace.command('app', 'cargo run --quiet --offline')).toBe('private\n');
});

test.each([
  [
    'that prints a token',
    () => {
      const path = home.write('tell', `#!/bin/sh\necho '${token}'\n`);
      return `credential-provider = ["cargo:token-from-stdout", "${path}"]\n`;
    },
  ],
  [
    'that speaks Cargo’s protocol',
    () => {
      const path = home.write('speak', provider);
      return `[registry]\nglobal-credential-providers = ["cargo:token", "${path} --account me"]\n`;
    },
  ],
])('a credential provider of this machine %s', async (_name, configured) => {
  ownConfig(configured());
  await builds(await program());
});

/** Answers for this registry alone. */
const provider = `#!${process.execPath}
process.stdout.write('{"v":[1]}\\n');
process.stdin.on('data', (line) => {
  const { registry, kind, operation, args } = JSON.parse(line);
  const asked = process.argv[2] === '--cargo-plugin' && kind === 'get' && operation === 'read';
  const known = asked && registry.name === 'corp' && args.join() === '--account,me';
  const answer = known
    ? { Ok: { kind: 'get', token: ${JSON.stringify(token)}, cache: 'session', operation_independent: true } }
    : { Err: { kind: 'not-found' } };
  process.stdout.write(JSON.stringify(answer) + '\\n');
});
`;

test('a mirror in the place of another registry', async () => {
  ownConfig();
  ownToken();
  const index = 'sparse+https://gone.example/index/';
  const config = `[registries.corp]\nindex = "${index}"\n[source.theirs]\nregistry = "${index}"\nreplace-with = "ours"\n[source.ours]\nregistry = "${registry.index}"\n`;
  await builds(await program(config, index));
});

describe('a mirror of crates.io that only this machine names', () => {
  const cratesIo = 'registry+https://github.com/rust-lang/crates.io-index';

  /** A program with a crate of crates.io that says where it was compiled. */
  async function mirrored(change: (lock: string) => string = (lock) => lock) {
    const more = await registry.publish(
      'statix-test-place',
      '1.0.0',
      "pub fn place() -> &'static str { file!() }\n",
    );
    home.write(
      'config.toml',
      `[source.crates-io]\nreplace-with = "ours"\n[source.ours]\nreplace-with = "corp"\n[registries.corp]\nindex = "${registry.index}"\n[http]\ntimeout = 20\n`,
    );
    ownToken();
    const entry = `\n[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = ["statix-test-place"]\n`;
    const workspace = await BuildWorkspace.create({
      ...cargoWorkspace([], entry + change(more.replace(registry.index, cratesIo))),
      ...crate(
        'app',
        { 'src/main.rs': 'fn main() { println!("{}", statix_test_place::place()); }\n' },
        '[dependencies]\nstatix-test-place = "1"\n',
      ),
    });
    opened.push(workspace);
    return workspace;
  }

  test.each([['a container'], ['host']])(
    'fetched by %s, and the build does not tell of it',
    async (by) => {
      if (by === 'host') process.env['STATIX_FETCH'] = by;
      const workspace = await mirrored();
      const [manifest] = await workspace.build('app');
      expect(manifest?.binary.name).toBe('app');
      expect(registry.requests.at(-1)).toEqual({
        path: '/crates/statix-test-place/1.0.0.crate',
        authorization: token,
      });
      expect(workspace.reported).toContain(
        `Crates of crates.io come from ${registry.index}, as ${join(home.folder, 'config.toml')} says`,
      );
      // Where Cargo itself has what it fetched from crates.io.
      const place = await workspace.command('app', 'cargo run --quiet --offline');
      expect(place).toMatch(
        /registry\/src\/index\.crates\.io-[0-9a-f]{16}\/statix-test-place-1\.0\.0\/src\/lib\.rs\n$/,
      );
      const program = readFileSync(
        join(workspace.root, 'dist/static/app/x86_64-unknown-linux-musl/release/app'),
        'latin1',
      );
      expect(program).toContain('/crates/index.crates.io-');
      expect(program).not.toContain(new URL(registry.address).hostname);
    },
  );

  test('attack: the mirror has another crate than the lock', async () => {
    const other = `checksum = "${'0'.repeat(64)}"`;
    const workspace = await mirrored((lock) => lock.replace(/checksum = ".*"/, other));
    const error = await statixErrorOf(workspace.build('app'));
    expect(error.code).toBe('STATIX_FETCH_FAILED');
    expect(shown).toMatch(/checksum/);
  });
});

describe('STATIX_FETCH=host', () => {
  beforeEach(() => {
    process.env['STATIX_FETCH'] = 'host';
    ownConfig('credential-provider = "cargo:token"\n');
    ownToken();
  });

  test('this machine’s cargo fetches, and the image’s finds the crates', async () => {
    // What the image has; rustup on this machine would find no such component.
    const wanted = '[toolchain]\nchannel = "1.96.0"\ncomponents = ["none-such"]\n';
    const toolchain = { 'rust-toolchain.toml': wanted };
    const workspace = await program();
    workspace.write(toolchain);
    await builds(workspace);
    const volumes = await volumesOf(workspace);
    expect(volumes.map((volume) => linesWith(token, volume)).join('')).toBe('');
    expect(shown).not.toContain('c0rp-t0ken');
  });

  test('attack: the repository gives another index to the registry’s name', async () => {
    const evil = await SparseRegistry.start('nobody has it');
    try {
      const workspace = await program(`[registries.corp]\nindex = "${evil.index}"\n`, evil.index);
      const error = await statixErrorOf(workspace.build('app'));
      expect(error.code).toBe('STATIX_FETCH_FAILED');
      expect(evil.requests).toEqual([]);
    } finally {
      await evil.stop();
    }
  });
});

test('a proxy that wants a login, which no environment has', async () => {
  ownConfig();
  ownToken();
  const login = 'proxy-user:pr0xy-pass-5d';
  const proxied: string[] = [];
  let inspected = '';
  const proxy = createServer((asked, answer) => {
    const basic = `Basic ${Buffer.from(login).toString('base64')}`;
    if (asked.headers['proxy-authorization'] !== basic) {
      answer.writeHead(407, { 'Proxy-Authenticate': 'Basic realm="proxy"' }).end();
      return;
    }
    inspected ||= inspectFetch();
    proxied.push(asked.url ?? '');
    const { host: _host, ...headers } = asked.headers;
    request(asked.url ?? '', { headers }, (response) => {
      answer.writeHead(response.statusCode ?? 500, response.headers);
      response.pipe(answer);
    }).end();
  });
  await new Promise<void>((resolve) => proxy.listen(0, '0.0.0.0', resolve));
  try {
    const at = proxy.address();
    const port = typeof at === 'object' && at !== null ? at.port : 0;
    delete process.env['NO_PROXY'];
    delete process.env['no_proxy'];
    process.env['http_proxy'] = `http://${login}@${bridgeAddress()}:${port}`;
    const workspace = await program();
    await builds(workspace);
    expect(proxied.at(-1)).toBe(`${registry.address}/crates/corp-words/1.0.0.crate`);
    expect(inspected).toContain('CARGO_HOME=');
    const everything = [inspected, said(workspace), textBelow(stateDirectory())].join('');
    expect(everything).not.toContain('pr0xy-pass-5d');
  } finally {
    proxy.closeAllConnections();
    proxy.close();
  }
});

test('attack: whoever looks for the token finds it nowhere', async () => {
  ownConfig();
  ownToken();
  let seen = '';
  registry.answer = () => {
    seen ||= lookIntoFetch();
    return false;
  };
  const workspace = await program();
  await builds(workspace);
  expect(seen).toContain('/statix/cargo');
  expect(seen).toContain('cargo fetch');
  expect(seen).toContain('CARGO_HOME=');
  const volumes = await volumesOf(workspace);
  expect(volumes).toHaveLength(2);
  const places = {
    'the fetch while it runs': seen,
    'what is shown': said(workspace),
    ...(await placesLeft(workspace, token)),
  };
  for (const [place, text] of Object.entries(places))
    for (const form of formsOf(token)) expect([place, text.includes(form)]).toEqual([place, false]);
});

function inspectFetch(): string {
  const id = runningFetch();
  return id === undefined ? '' : docker('inspect', id);
}

/** What the engine and the processes of the fetch say, and the files that are not in memory. */
function lookIntoFetch(): string {
  const id = runningFetch();
  if (id === undefined) return '';
  const processes = docker('exec', id, 'sh', '-c', 'cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline');
  const files = docker(
    ...['exec', id, 'grep', '--recursive', '--no-messages', '--text', ''],
    ...['/workspace', '/statix', '/tmp', '/var/tmp'],
  );
  return [docker('inspect', id), docker('top', id), processes.replaceAll('\0', ' '), files].join(
    '\n',
  );
}

test('attack: the repository gives another index to the registry’s name', async () => {
  ownConfig();
  ownToken();
  const evil = await SparseRegistry.start('nobody has it');
  try {
    const workspace = await program(`[registries.corp]\nindex = "${evil.index}"\n`, evil.index);
    const error = await statixErrorOf(workspace.build('app'));
    expect(error.code).toBe('STATIX_FETCH_FAILED');
    expect(evil.requests.map(({ authorization }) => authorization)).toEqual([undefined]);
    const notice = `The token of registry corp is not given: the repository's index for it is ${evil.index}, that of this machine ${registry.index}.`;
    expect(workspace.reported).toContain(notice);
    expect(error.why).toContain(notice);
  } finally {
    await evil.stop();
  }
});

test('attack: the registry leads to another host, which is not told the token', async () => {
  ownConfig();
  ownToken();
  const evil = await SparseRegistry.start('nobody has it');
  registry.answer = ({ url = '' }, response) => {
    if (!url.startsWith('/crates/')) return false;
    response.writeHead(302, { Location: `${evil.address}/stolen` }).end();
    return true;
  };
  try {
    const error = await statixErrorOf((await program()).build('app'));
    expect(error.code).toBe('STATIX_FETCH_FAILED');
    expect(evil.requests).toContainEqual({ path: '/stolen', authorization: undefined });
    expect(evil.requests.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
  } finally {
    await evil.stop();
  }
});

test('attack: the registry sends the token back in an error, which is shown and logged', async () => {
  ownConfig();
  ownToken();
  registry.answer = ({ headers }, response) => {
    if (headers.authorization === undefined) return false;
    response.writeHead(400).end(`no entry for ${headers.authorization}`);
    return true;
  };
  const workspace = await program();
  const error = await statixErrorOf(workspace.build('app'));
  expect(shown).toContain('no entry for [hidden]');
  const everything = said(workspace, error) + textBelow(stateDirectory());
  for (const form of formsOf(token)) expect(everything).not.toContain(form);
});

test('attack: a credential provider that the repository names', async () => {
  ownConfig();
  ownToken();
  const workspace = await program(
    `[registries.corp]\nindex = "${registry.index}"\ncredential-provider = ["cargo:token-from-stdout", "/bin/sh", "-c", "echo PROVIDER-RAN >&2; echo x"]\n`,
  );
  await builds(workspace);
  expect(shown).not.toContain('PROVIDER-RAN');
});

test('attack: CARGO_HOME is in the repository, which could name a provider and an index there', async () => {
  const workspace = await program();
  const home = join(workspace.root, '.cargo-home');
  const ran = join(workspace.root, 'PROVIDER-RAN');
  workspace.write({
    '.cargo-home/config.toml': `[registries.corp]\nindex = "${registry.index}"\ncredential-provider = ["cargo:token-from-stdout", "/usr/bin/touch", "${ran}"]\n`,
  });
  process.env['CARGO_HOME'] = home;
  process.env['CARGO_REGISTRIES_CORP_TOKEN'] = token;
  const error = await statixErrorOf(workspace.build('app'));
  expect(error.code).toBe('STATIX_FETCH_FAILED');
  expect(existsSync(ran)).toBe(false);
  expect(registry.requests.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
  expect(workspace.reported).toContain(
    `The token of registry corp is not given: only the repository says which index it is for.`,
  );
});

test('fault: the registry refuses the token', async () => {
  ownConfig();
  ownToken('Bearer expired-0000');
  const workspace = await program();
  const error = await statixErrorOf(workspace.build('app'));
  expect(error.what).toBe('A registry refuses the token that this machine has for it');
  expect(error.why).toContain('token rejected for `corp`');
  expect(said(workspace, error)).not.toContain('expired-0000');
});

test('fault: no token for the registry', async () => {
  const workspace = await program();
  const error = await statixErrorOf(workspace.build('app'));
  expect(error.what).toBe('A registry wants a token, and this machine has none for it');
  expect(error.why).toContain('no token found for `corp`');
});

test('fault: the registry forbids a crate to who has the token', async () => {
  ownConfig();
  ownToken();
  registry.answer = ({ url = '' }, response) => {
    if (!url.startsWith('/crates/')) return false;
    response.writeHead(403).end('not for you');
    return true;
  };
  const error = await statixErrorOf((await program()).build('app'));
  expect(error.what).toBe('A registry forbids what Cargo asks it for');
  expect(error.why).toContain(`${registry.address}/crates/corp-words/1.0.0.crate`);
  expect(error.why).toContain('got 403');
});

test('attack: a .env of the repository, which Nx loads, gives the registry’s name another index', async () => {
  const evil = await SparseRegistry.start('nobody has it');
  try {
    const workspace = await program(`[registries.corp]\nindex = "${evil.index}"\n`, evil.index);
    workspace.write({ '.env': `CARGO_REGISTRIES_CORP_INDEX=${evil.index}\n` });
    process.env['CARGO_REGISTRIES_CORP_INDEX'] = evil.index;
    process.env['CARGO_REGISTRIES_CORP_TOKEN'] = token;
    await statixErrorOf(workspace.build('app'));
    expect(evil.requests.map(({ authorization }) => authorization)).toEqual([undefined]);
    expect(workspace.reported).toContain(
      'CARGO_REGISTRIES_CORP_INDEX is not used for credentials: .env of the repository sets it.',
    );
  } finally {
    await evil.stop();
  }
});
