import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { credentialStates, type CredentialState } from './credential-states.js';

const newFolder = temporaryFolders();
const token = 'Bearer c0rp-t0ken-9b1f6e';
const index = 'sparse+https://crates.corp.example/index/';

let home: string;
let env: NodeJS.ProcessEnv;

beforeEach(() => {
  home = newFolder();
  env = { HOME: home, PATH: join(home, 'bin') };
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
    if (path.startsWith('bin/')) chmodSync(join(home, path), 0o755);
  }
}

/** What is said of the places of a lock; never the credential. */
async function states(
  locked: readonly string[],
  {
    registries = {},
    isHere = true,
  }: { registries?: Record<string, string>; isHere?: boolean } = {},
): Promise<CredentialState[]> {
  const found = await credentialStates(
    {
      workspaceRoot: newFolder(),
      packageRoot: '',
      configured: { registries: new Map(Object.entries(registries)), replacements: [] },
      locked,
      manifests: () => Promise.resolve([]),
    },
    env,
    { signal: new AbortController().signal, isHere, fetchConfig: '' },
  );
  for (const secret of ['c0rp-t0ken', 'p4ssword'])
    expect(JSON.stringify(found)).not.toContain(secret);
  return found;
}

const short = (all: readonly CredentialState[]): string[] =>
  all.map(({ of, name, address, found, where }) =>
    [of, name, address, found, where.replaceAll(home, '~')].join(' | '),
  );

test('crates.io alone: nothing to say', async () => {
  expect(await states(['registry+https://github.com/rust-lang/crates.io-index'])).toEqual([]);
});

test('a token: in which file or variable it is', async () => {
  write({
    '.cargo/config.toml': `[registries.corp]\nindex = "${index}"\n`,
    '.cargo/credentials.toml': `[registries.corp]\ntoken = "${token}"\n`,
  });
  expect(short(await states([index]))).toEqual([
    `registry | corp | ${index} | yes | a token, in ~/.cargo/credentials.toml`,
  ]);
  env['CARGO_REGISTRIES_CORP_TOKEN'] = token;
  expect((await states([index]))[0]?.where).toBe('a token, in CARGO_REGISTRIES_CORP_TOKEN');
});

test('no token, or no registry of that index: where it was looked for, and what to do', async () => {
  write({ '.cargo/config.toml': `[registries.corp]\nindex = "${index}"\n` });
  const [known] = await states([index]);
  expect(known).toMatchObject({ name: 'corp', found: 'no' });
  expect(known?.where).toBe(
    `no token: looked at CARGO_REGISTRIES_CORP_TOKEN and ${home}/.cargo/credentials.toml`,
  );
  expect(known?.remedies.map(({ snippet }) => snippet)).toEqual([
    'cargo login --registry corp',
    'export STATIX_FETCH=host',
  ]);
  const [unknown] = await states(['sparse+https://other.example/'], {
    registries: { theirs: 'sparse+https://other.example/' },
  });
  expect(unknown).toMatchObject({ name: 'theirs', found: 'no' });
  expect(unknown?.where).toContain('CARGO_REGISTRIES_THEIRS_INDEX');
});

test.each([
  [['cargo:token-from-stdout', '/opt/tell', 'p4ssword'], 'asked', '/opt/tell is asked'],
  [['cargo-credential-corp', 'p4ssword'], 'asked', 'cargo-credential-corp is asked'],
  [['cargo:libsecret'], 'no', 'which only Cargo itself can ask'],
])('a credential provider %j: %s, and none is started', async (provider, found, where) => {
  const line = `credential-provider = ${JSON.stringify(provider)}\n`;
  write({ '.cargo/config.toml': `[registries.corp]\nindex = "${index}"\n${line}` });
  const [state] = await states([index]);
  expect(state?.found).toBe(found);
  expect(state?.where).toContain(where);
});

test('attack: the repository gives the registry’s name another index: the token is withheld', async () => {
  write({
    '.cargo/config.toml': `[registries.corp]\nindex = "${index}"\n`,
    '.cargo/credentials.toml': `[registries.corp]\ntoken = "${token}"\n`,
  });
  const evil = 'sparse+https://evil.example/';
  const [state] = await states([evil], { registries: { corp: evil } });
  expect(state).toMatchObject({ name: 'corp', address: evil, found: 'withheld' });
  expect(state?.where).toContain('The token of registry corp is not given');
});

test('a mirror of crates.io', async () => {
  write({
    '.cargo/config.toml': `[source.crates-io]\nreplace-with = "corp"\n[registries.corp]\nindex = "${index}"\n`,
    '.cargo/credentials.toml': `[registries.corp]\ntoken = "${token}"\n`,
  });
  const locked = ['registry+https://github.com/rust-lang/crates.io-index'];
  expect(short(await states(locked))).toEqual([
    `registry | corp | ${index} | yes | a token, in ~/.cargo/credentials.toml`,
  ]);
});

test('git servers: .netrc, a credential helper of this machine’s git, or none', async () => {
  // Knows one host, and has no rewriting of addresses.
  write({
    '.netrc': 'machine one.example login me password p4ssword\n',
    'bin/git': `#!/bin/sh\n[ "$1" = credential ] || exit 1\nread -r line\ncase $line in *two.example*) echo username=me; echo password=p4ssword ;; *) exit 1 ;; esac\n`,
  });
  const of = (host: string): string => `git+https://${host}/team/dep.git#0123`;
  expect(short(await states(['one.example', 'two.example', 'three.example'].map(of)))).toEqual([
    'git | one.example | https | yes | a login, of ~/.netrc',
    'git | two.example | https | yes | a login, of git’s own configuration or credential helpers',
    'git | three.example | https | no | no login in ~/.netrc or of git’s credential helpers: it counts as public',
  ]);
});

test('git over ssh: the agent is asked where it may be, else why not', async () => {
  const locked = ['git+ssh://git@git.example:2222/dep.git#0', 'git+ssh://git@git.example:2222/b#1'];
  const [none, ...more] = await states(locked);
  expect(more).toEqual([]);
  expect(none).toMatchObject({ name: 'git.example:2222', address: 'ssh', found: 'no' });
  expect(none?.remedies.map(({ snippet }) => snippet)).toEqual([
    'export STATIX_SSH_AGENT=1',
    'export STATIX_FETCH=host',
  ]);
  env = { ...env, STATIX_SSH_AGENT: '1', SSH_AUTH_SOCK: '/run/agent' };
  expect((await states(locked))[0]).toMatchObject({
    found: 'asked',
    where: 'the ssh agent /run/agent is asked',
  });
  expect((await states(locked, { isHere: false }))[0]?.where).toContain('not on this machine');
  env['STATIX_FETCH'] = 'host';
  expect((await states(locked, { isHere: false }))[0]?.found).toBe('asked');
});
