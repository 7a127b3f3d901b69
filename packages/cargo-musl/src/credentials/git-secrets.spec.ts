import { askGit } from './ask-git.js';
import type { RunOwnProgram } from './ask-providers.js';
import { gitAddresses } from './git-addresses.js';
import { gitSecrets } from './git-secrets.js';

const folder = '/memory';
const noSsh = { agent: undefined, knownHosts: undefined, notices: [] };
const address = 'https://git.example/team/dep.git';

/** A machine whose git knows these logins, by what it is asked, and rewrites these addresses. */
function machine(
  logins: Readonly<Record<string, string>>,
  { netrc = '', rules = '' }: { netrc?: string; rules?: string } = {},
) {
  const asked: string[] = [];
  const run: RunOwnProgram = ({ argv, input = '' }) => {
    if (argv[1] === 'config')
      return Promise.resolve(rules === '' ? { failed: 'exit 1' } : { text: rules });
    asked.push(input);
    const text = logins[input.trim()];
    return Promise.resolve(text === undefined ? { failed: 'exit 128' } : { text });
  };
  const own = {
    home: '/home/me',
    read: (path: string) => (path === '/home/me/.netrc' ? netrc : undefined),
  };
  return { asked, ask: (locked: string[]) => askGit(gitAddresses(locked), own, run) };
}

const known = {
  [`url=${address}`]: 'protocol=https\nhost=git.example\nusername=me\npassword=p=4\n',
};

function textOf(secrets: ReturnType<typeof gitSecrets>, path: string): string | undefined {
  const content = secrets.files.find((file) => file.path === path)?.content;
  return Buffer.isBuffer(content) ? content.toString() : undefined;
}

test('the login that a credential helper knows, in a file for git’s own store', async () => {
  const logins = await machine(known).ask([`git+${address}?branch=main#0123`]);
  expect(logins).toEqual([
    { address, rewritten: address, login: { username: 'me', password: 'p=4' } },
  ]);
  const secrets = gitSecrets({ logins, ssh: noSsh, proxy: undefined }, folder);
  expect(textOf(secrets, 'home/git-credentials')).toBe(
    'https://me:p%3D4@git.example/team/dep.git\n',
  );
  expect(textOf(secrets, 'home/.gitconfig')).toBe(
    '[credential]\n\thelper = "store --file=/memory/home/git-credentials"\n\tuseHttpPath = false\n',
  );
  expect(secrets.config).toBe('net.git-fetch-with-cli = true\n');
  expect(secrets.hidden).toContain('p=4');
});

test('.netrc is asked before the helpers', async () => {
  const { ask, asked } = machine(known, { netrc: 'machine git.example login n password q' });
  expect((await ask([`git+${address}#0`]))[0]?.login).toEqual({ username: 'n', password: 'q' });
  expect(asked).toEqual([]);
});

test('a public repository costs nothing', async () => {
  const logins = await machine({}).ask([`git+${address}#0`]);
  expect(gitSecrets({ logins, ssh: noSsh, proxy: undefined }, folder).files).toEqual([]);
});

test('a token that the machine writes into the address goes where passwords go', async () => {
  const rules = 'url.https://x-access-token:t0k@git.example/.insteadof\nhttps://git.example/\0';
  const logins = await machine({}, { rules }).ask([`git+${address}#0`]);
  const secrets = gitSecrets({ logins, ssh: noSsh, proxy: undefined }, folder);
  expect(textOf(secrets, 'home/.gitconfig')).not.toContain('t0k');
  expect(textOf(secrets, 'home/.gitconfig')).toContain(
    `[url "https://x-access-token@git.example/team/dep.git"]\n\tinsteadOf = "${address}"`,
  );
  expect(textOf(secrets, 'home/git-credentials')).toContain('x-access-token:t0k@git.example');
});

test('two logins on one host are told apart by their paths', async () => {
  const other = 'https://git.example/other.git';
  const both = { ...known, [`url=${other}`]: 'username=you\npassword=x\n' };
  const logins = await machine(both).ask([`git+${address}#0`, `git+${other}#0`]);
  const secrets = gitSecrets({ logins, ssh: noSsh, proxy: undefined }, folder);
  expect(textOf(secrets, 'home/.gitconfig')).toContain('useHttpPath = true');
});

test('attack: an address of the lock asks for the login of another host', async () => {
  const { ask, asked } = machine({});
  await ask([
    'git+https://evil.example/x\nhost=git.example\n#0',
    'git+https://evil.example%0ahost=git.example/#0',
    'git+https://git.example@evil.example/#0',
  ]);
  expect(asked).toEqual([
    'url=https://evil.example/xhost=git.example\n\n',
    'url=https://git.example@evil.example/\n\n',
  ]);
});

test('a proxy with a login', () => {
  const proxy = 'http://me:p%404@proxy.example:3128';
  const secrets = gitSecrets({ logins: [], ssh: noSsh, proxy }, folder);
  expect(textOf(secrets, 'home/.gitconfig')).toBe(`[http]\n\tproxy = "${proxy}"\n`);
  expect(secrets.hidden).toEqual(['p%404', 'p@4', 'me:p%404', 'me:p@4']);
  expect(secrets.environment['HOME']).toBe('/memory/home');
});

test('the index of crates.io is no repository of the user’s', () => {
  expect(
    gitAddresses([
      'registry+https://github.com/rust-lang/crates.io-index',
      'registry+https://git.example/index',
      'sparse+https://x.example/',
      'git+ssh://git@git.example/dep.git?tag=v1#0',
    ]),
  ).toEqual({ web: ['https://git.example/index'], ssh: ['ssh://git@git.example/dep.git'] });
});

test('logins and the ssh agent: by turns, and the one that asks the agent has no login', async () => {
  const ssh = { agent: '/run/agent', knownHosts: 'host key\n', notices: [] };
  const logins = await machine(known).ask([`git+${address}#0`, 'git+ssh://git@git.example/own#0']);
  const proxy = 'http://me:word@proxy:1';
  const secrets = gitSecrets({ logins, ssh, proxy }, folder);
  expect(secrets.turns).toEqual({ home: '/memory/agent', most: 2 });
  expect(secrets.config).toBe('');
  expect(textOf(secrets, 'home/.gitconfig')).toContain('git-credentials');
  expect(textOf(secrets, 'agent/.gitconfig')).toBe(`[http]\n\tproxy = "${proxy}"\n`);
  expect(textOf(secrets, 'agent/.ssh/known_hosts')).toBe('host key\n');
  // The agent alone needs no turns.
  const alone = gitSecrets({ logins: logins.slice(1), ssh, proxy: undefined }, folder);
  expect(alone.turns).toBeUndefined();
  expect(textOf(alone, 'home/.ssh/known_hosts')).toBe('host key\n');
});
