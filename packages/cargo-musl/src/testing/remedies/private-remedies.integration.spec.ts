import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { resetWorkspaceContext } from 'nx/src/utils/workspace-context';
import type { Remedy, StatixError } from '@statix/contract';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { stateDirectory } from '@statix/engine';
import { bridgeAddress } from '../bridge-address.js';
import { BuildWorkspace } from '../build-workspace.js';
import { GitOverSsh } from '../git-over-ssh.js';
import { GitServer, gitRepository } from '../git-server.js';
import { cargoWorkspace, crate } from '../hostile-crates.js';
import { SparseRegistry } from '../sparse-registry.js';
import { change, manifest } from './case-parts.js';
import { followRemedy } from './follow-remedy.js';

/*
 * Remedies of a fetch that private registries, git servers and proxies refuse: what is printed is done, to the
 * letter, and the same build succeeds.
 */

jest.setTimeout(5 * 60 * 1000);

const token = 'c0rp-t0ken-9b1f6e';
const login = 'me:p4ssw0rd-71c2';
const rustup = process.env['RUSTUP_HOME'] ?? join(homedir(), '.rustup');
const environmentBefore = { ...process.env };

let home: string;
const opened: BuildWorkspace[] = [];
const closing: (() => unknown)[] = [];

beforeEach(() => {
  const state = stateDirectory();
  home = mkdtempSync(join(tmpdir(), 'statix-home-'));
  mkdirSync(join(home, '.cargo'));
  mkdirSync(join(home, '.ssh'), { mode: 0o700 });
  for (const name of Object.keys(process.env))
    if (/^(?:CARGO_REGISTRIES_|STATIX_|https?_proxy$|no_proxy$)/i.test(name))
      Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, {
    ...{ NX_DAEMON: 'false', HOME: home, CARGO_HOME: join(home, '.cargo') },
    ...{ STATIX_STATE_DIR: state, RUSTUP_HOME: rustup },
    // A proxy of this machine would be asked for the servers of this test.
    ...{ NO_PROXY: '*', no_proxy: '*' },
  });
  jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
});

afterEach(async () => {
  jest.restoreAllMocks();
  for (const workspace of opened.splice(0)) await workspace.remove();
  for (const close of closing.splice(0)) await close();
  rmSync(home, { recursive: true });
  for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, environmentBefore);
});

const library = 'pub fn word() -> &\'static str { "private" }\n';
const wordsFiles = {
  'Cargo.toml': '[package]\nname = "words"\nversion = "1.0.0"\nedition = "2021"\n',
  'src/lib.rs': library,
};

/** A program with the crate `words`, as the lines of its manifest and of the lock name it. */
async function program(
  dependency: string,
  locked: string,
  more: Readonly<Record<string, string>> = {},
): Promise<BuildWorkspace> {
  const entry = `\n[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = ["words"]\n`;
  const workspace = await BuildWorkspace.create({
    ...cargoWorkspace([], entry + locked),
    ...crate(
      'app',
      { 'src/main.rs': 'fn main() { println!("{}", words::word()); }\n' },
      `[dependencies]\n${dependency}\n`,
    ),
    ...more,
  });
  opened.push(workspace);
  return workspace;
}

const fromGit = (address: string, revision: string): [string, string] => [
  `words = { git = "${address}" }`,
  `\n[[package]]\nname = "words"\nversion = "1.0.0"\nsource = "git+${address}#${revision}"\n`,
];

/** Nx lists a workspace once in a process, and remedies add files. */
function build(workspace: BuildWorkspace) {
  resetWorkspaceContext();
  return workspace.build('app');
}

/** The error has the title; gives the remedy of it that begins so. */
async function refused(workspace: BuildWorkspace, title: string, start: string): Promise<Remedy> {
  const error: StatixError = await statixErrorOf(build(workspace));
  const titles = `${error.what}\n${error.why ?? ''}`;
  const remedy = error.remedies.find(({ text }) => text.startsWith(start));
  expect([error.what, remedy === undefined ? [titles, error.remedies] : start]).toEqual([
    title,
    start,
  ]);
  return remedy!;
}

async function builds(workspace: BuildWorkspace): Promise<void> {
  const built = await build(workspace);
  expect(built.map(({ binary }) => binary.name)).toEqual(['app']);
}

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce(
    (filled, [name, value]) => filled.replaceAll(name, value),
    text,
  );
}

function append(file: string, text: string): void {
  writeFileSync(file, `${text}\n`, { flag: 'a', mode: 0o600 });
}

/** “Copy it into the repository, commit it, and name the folder that `cargo vendor` prints”, where it is known. */
async function vendor({ root }: BuildWorkspace, { snippet = '' }: Remedy, env = {}): Promise<void> {
  const [command = '', ...args] = snippet.split(' ');
  const { stdout } = await execa(command, args, {
    cwd: root,
    env: { CARGO_NET_GIT_FETCH_WITH_CLI: 'true', ...env },
  });
  mkdirSync(join(root, '.cargo'), { recursive: true });
  append(join(root, '.cargo/config.toml'), stdout);
}

describe('a registry', () => {
  let registry: SparseRegistry;
  let locked: string;

  beforeEach(async () => {
    registry = await SparseRegistry.start(token);
    closing.push(() => registry.stop());
    locked = await registry.publish('words', '1.0.0', library);
  });

  const named = (index: string): Record<string, string> => ({
    '.cargo/config.toml': `[registries.corp]\nindex = "${index}"\n`,
  });

  const ofRegistry = (): Promise<BuildWorkspace> =>
    program('words = { version = "1", registry = "corp" }', locked, named(registry.index));

  /** What a person types at the prompt of `cargo login`. */
  const logIn = async (command: string, typed: string): Promise<void> => {
    const [program = '', ...args] = fill(command, { '<name>': 'corp' }).split(' ');
    await execa(program, args, { input: `${typed}\n`, cwd: home });
  };

  const ownConfig = (): void => {
    append(join(home, '.cargo/config.toml'), `[registries.corp]\nindex = "${registry.index}"`);
  };

  const ownToken = (text: string): void => {
    append(join(home, '.cargo/credentials.toml'), `[registries.corp]\ntoken = "${text}"`);
  };

  describe('that wants a token, and this machine has none for it', () => {
    const title = 'A registry wants a token, and this machine has none for it';

    test('index and token in the environment', async () => {
      const workspace = await ofRegistry();
      const remedy = await refused(workspace, title, 'Give the machine the index and the token');
      const values = { '<NAME>': 'CORP', '<index>': registry.index, '<token>': token };
      await followRemedy(workspace.root, remedy, values);
      await builds(workspace);
    });

    test('the index in ~/.cargo/config.toml, then `cargo login`', async () => {
      const workspace = await ofRegistry();
      const { text, snippet = '' } = await refused(workspace, title, 'Or for good');
      const values = { '<name>': 'corp', '<index>': registry.index };
      append(join(home, '.cargo/config.toml'), fill(snippet, values));
      await logIn(/`(cargo login [^`]*)`/.exec(text)?.[1] ?? '', token);
      await builds(workspace);
    });

    test('the crate in the repository', async () => {
      const workspace = await ofRegistry();
      const remedy = await refused(workspace, title, 'Or copy it into the repository');
      await vendor(workspace, remedy, {
        CARGO_REGISTRIES_CORP_TOKEN: token,
        CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS: 'cargo:token',
      });
      await builds(workspace);
    });
  });

  describe('that refuses the token', () => {
    const title = 'A registry refuses the token that this machine has for it';

    beforeEach(() => {
      ownConfig();
    });

    test('a new one, by `cargo login`', async () => {
      ownToken('expired-0000');
      const workspace = await ofRegistry();
      const { snippet = '' } = await refused(workspace, title, 'Make a new one');
      const keep = await refused(workspace, title, 'If Cargo answers');
      const config = fill(keep.snippet ?? '', { '<index>': registry.index });
      writeFileSync(join(home, '.cargo/config.toml'), `${config}\n`);
      await logIn(snippet, token);
      await builds(workspace);
    });

    test.each(['put there', 'unset'])('that of the variable is %s', async (how) => {
      ownToken(token);
      process.env['CARGO_REGISTRIES_CORP_TOKEN'] = 'expired-0000';
      const workspace = await ofRegistry();
      await refused(workspace, title, 'If CARGO_REGISTRIES_CORP_TOKEN is set');
      if (how === 'unset') Reflect.deleteProperty(process.env, 'CARGO_REGISTRIES_CORP_TOKEN');
      else process.env['CARGO_REGISTRIES_CORP_TOKEN'] = token;
      await builds(workspace);
    });

    test('the scheme before it', async () => {
      const bearer = await SparseRegistry.start(`Bearer ${token}`);
      closing.push(() => bearer.stop());
      locked = await bearer.publish('words', '1.0.0', library);
      registry = bearer;
      process.env['CARGO_REGISTRIES_CORP_INDEX'] = bearer.index;
      process.env['CARGO_REGISTRIES_CORP_TOKEN'] = token;
      const workspace = await ofRegistry();
      const { text } = await refused(workspace, title, 'If the registry wants a scheme');
      const [, scheme = ''] = /`([^`]*)`/.exec(text) ?? [];
      process.env['CARGO_REGISTRIES_CORP_TOKEN'] = fill(scheme, { '<token>': token });
      await builds(workspace);
    });
  });

  describe('at an address of this machine', () => {
    const title = 'An address of this machine means the container itself inside a container';
    const atHome = (): string => registry.index.replace(bridgeAddress(), '127.0.0.1');

    const ofLoopback = (): Promise<BuildWorkspace> =>
      program(
        'words = { version = "1", registry = "corp" }',
        locked.replace(registry.index, atHome()),
        named(atHome()),
      );

    test('another address of it', async () => {
      ownConfig();
      ownToken(token);
      const workspace = await ofLoopback();
      await refused(workspace, title, 'Name the server or proxy by an address');
      for (const file of ['.cargo/config.toml', 'Cargo.lock'])
        change(file, atHome(), registry.index)(workspace);
      await builds(workspace);
    });

    test('the crate in the repository', async () => {
      const workspace = await ofLoopback();
      const remedy = await refused(workspace, title, 'Or copy it into the repository');
      await vendor(workspace, remedy, {
        CARGO_REGISTRIES_CORP_TOKEN: token,
        CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS: 'cargo:token',
      });
      await builds(workspace);
    });
  });

  test('a crate that wants a newer Rust: `rust-version`, and releases that fit it', async () => {
    locked = await registry.publish('words', '1.1.0', library, {}, '1.999');
    ownConfig();
    ownToken(token);
    const workspace = await ofRegistry();
    const title = 'A crate wants a newer Rust than the image has';
    const said = await refused(workspace, title, 'Say in the Cargo.toml of the package');
    const command = await refused(workspace, title, 'The command; commit Cargo.lock');
    const [table = '', line = ''] = (said.snippet ?? '').split('\n');
    change(manifest, `${table}\n`, `${table}\n${line}\n`)(workspace);
    process.env['CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS'] = 'cargo:token';
    await followRemedy(workspace.root, command);
    await builds(workspace);
    expect(readFileSync(join(workspace.root, 'Cargo.lock'), 'utf8')).toContain('"1.0.0"');
  });

  test('crates.io behind a firewall: a mirror under [source.crates-io]', async () => {
    const cratesIo = 'registry+https://github.com/rust-lang/crates.io-index';
    const name = 'statix-test-place';
    locked = await registry.publish(name, '1.0.0', library);
    process.env['HTTPS_PROXY'] = await proxyTo(undefined);
    process.env['NO_PROXY'] = process.env['no_proxy'] = bridgeAddress();
    ownConfig();
    ownToken(token);
    const workspace = await program(
      `words = { version = "1", package = "${name}" }`,
      locked.replace(registry.index, cratesIo),
    );
    change('Cargo.lock', '["words"]', `["${name}"]`)(workspace);
    await refused(
      workspace,
      'Cargo cannot reach a registry or a git server',
      'If a firewall lets only a mirror through',
    );
    workspace.write({
      '.cargo/config.toml': `[source.crates-io]\nreplace-with = "ours"\n[source.ours]\nregistry = "${registry.index}"\n`,
    });
    await builds(workspace);
  });
});

/** A proxy on this machine that leads everybody to one server, or refuses all. */
async function proxyTo(port: number | undefined): Promise<string> {
  const proxy = createServer();
  proxy.on('connect', (_request, socket) => {
    socket.on('error', () => socket.destroy());
    if (port === undefined) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const server = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      server.pipe(socket);
      socket.pipe(server);
    });
    server.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '0.0.0.0', resolve));
  closing.push(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  const at = proxy.address();
  return `http://${bridgeAddress()}:${typeof at === 'object' && at !== null ? at.port : 0}`;
}

describe('a git server', () => {
  const onlyTheProxyKnows = 'git.corp.invalid';
  let server: GitServer;
  let revision: string;

  beforeEach(async () => {
    server = await GitServer.start(login, [onlyTheProxyKnows]);
    closing.push(() => server.stop());
    revision = server.add('words.git', wordsFiles);
    process.env['STATIX_CA_BUNDLE'] = process.env['GIT_SSL_CAINFO'] = server.certificate;
  });

  const ofServer = (address = server.address): Promise<BuildWorkspace> =>
    program(...fromGit(`${address}/words.git`, revision));

  const netrc = (host = bridgeAddress()): void => {
    const [name = '', password = ''] = login.split(':');
    append(join(home, '.netrc'), `machine ${host} login ${name} password ${password}`);
  };

  test('whose certificate nobody knows: STATIX_CA_BUNDLE', async () => {
    netrc();
    Reflect.deleteProperty(process.env, 'STATIX_CA_BUNDLE');
    const workspace = await ofServer();
    const remedy = await refused(
      workspace,
      'Cargo does not trust the certificate that it is shown',
      'Name the file that has your site’s authorities',
    );
    const [example = ''] = /\/\S+/.exec(remedy.snippet ?? '') ?? [];
    await followRemedy(workspace.root, remedy, { [example]: server.certificate });
    await builds(workspace);
  });

  test('that only a proxy reaches: HTTPS_PROXY', async () => {
    netrc(onlyTheProxyKnows);
    Reflect.deleteProperty(process.env, 'NO_PROXY');
    Reflect.deleteProperty(process.env, 'no_proxy');
    const { port } = new URL(server.address);
    const workspace = await ofServer(`https://${onlyTheProxyKnows}`);
    const remedy = await refused(
      workspace,
      'Cargo cannot reach a registry or a git server',
      'If this machine reaches it through a proxy',
    );
    const address = await proxyTo(Number(port));
    await followRemedy(workspace.root, remedy, { 'http://proxy.example:3128': address });
    await builds(workspace);
  });

  describe('that wants a login', () => {
    const title = 'A git server wants a login, and this machine has none that it takes';

    test('one that git stores', async () => {
      const workspace = await ofServer();
      const { snippet = '' } = await refused(workspace, title, 'Have git store a login');
      const [user = '', password = ''] = login.split(':');
      await execa('git', ['config', '--global', 'credential.helper', 'store']);
      await execa('git', ['credential', 'approve'], {
        input: `url=${server.address}\nusername=${user}\npassword=${password}\n`,
      });
      const typed = fill(snippet, { '<address>': `${server.address}/words.git` });
      // A line for a shell: `cd && …`.
      expect((await execa('sh', ['-c', typed])).stdout).toContain(revision);
      await builds(workspace);
    });

    test('the crate in the repository', async () => {
      const workspace = await ofServer();
      const remedy = await refused(workspace, title, 'Or copy it into the repository');
      netrc();
      await vendor(workspace, remedy);
      rmSync(join(home, '.netrc'));
      await builds(workspace);
    });
  });

  describe('over ssh', () => {
    const title = 'A git dependency cannot be fetched over ssh';
    const unknown = 'The ssh key of a git server is not known on this machine';
    let ssh: GitOverSsh;
    let address: string;

    beforeEach(async () => {
      ssh = await GitOverSsh.start();
      closing.push(() => ssh.stop());
      ({ address, revision } = ssh.add('words.git', wordsFiles));
      process.env['SSH_AUTH_SOCK'] = ssh.agent;
      append(join(home, '.ssh/known_hosts'), ssh.knownHost);
      // OpenSSH takes the home folder of the account, and not HOME.
      process.env['GIT_SSH_COMMAND'] = sshCommand.join(' ').replaceAll('~', home);
    });

    const sshCommand = [
      'ssh',
      '-o',
      'UserKnownHostsFile=~/.ssh/known_hosts',
      '-o',
      'BatchMode=yes',
    ];

    const typeSsh = async (command: string, ...more: string[]): Promise<string> => {
      const { username, hostname, port } = new URL(address);
      const typed = fill(command, { '<user>': username, '<host>': hostname, '<port>': port });
      const [, ...args] = typed.split(' ');
      const own = sshCommand.slice(1).map((word) => word.replace('~', home));
      const { all } = await execa('ssh', [...own, ...more, '-p', port, ...args, 'true'], {
        all: true,
        reject: false,
        env: process.env,
      });
      return all;
    };

    const ofSsh = (): Promise<BuildWorkspace> => program(...fromGit(address, revision));

    test('STATIX_SSH_AGENT', async () => {
      const workspace = await ofSsh();
      const remedy = await refused(workspace, unknown, 'Let fetches, and nothing else');
      await followRemedy(workspace.root, remedy);
      await builds(workspace);
    });

    const withoutKey = async (): Promise<BuildWorkspace> => {
      process.env['STATIX_SSH_AGENT'] = '1';
      await execa('ssh-add', ['-D'], { env: { SSH_AUTH_SOCK: ssh.agent } });
      return ofSsh();
    };

    test('an agent that gets the key', async () => {
      const workspace = await withoutKey();
      const { snippet = '' } = await refused(workspace, title, 'See that the agent has the key');
      const [list = '', check = ''] = snippet.split('\n');
      const [lister = '', ...listed] = list.split(' ');
      const has = async (): Promise<string> =>
        (await execa(lister, listed, { all: true, reject: false })).all;
      expect([await has(), await typeSsh(check)]).toEqual([
        'The agent has no identities.',
        expect.stringContaining('Permission denied'),
      ]);
      await execa('ssh-add', ['-q', ssh.userKey]);
      expect([await has(), await typeSsh(check)]).toEqual([expect.stringContaining('ED25519'), '']);
      await builds(workspace);
    });

    test('by https, where nobody has to log in', async () => {
      const workspace = await withoutKey();
      const remedy = await refused(workspace, title, 'If the repository can be read without');
      server.isPublic = true;
      process.env['CARGO_HTTP_CAINFO'] = server.certificate;
      const values = {
        '<crate>': 'words',
        'https://<host>/<owner>/<repository>.git': `${server.address}/words.git`,
      };
      await followRemedy(workspace.root, remedy, values);
      await builds(workspace);
    });

    test('the crate in the repository', async () => {
      const workspace = await withoutKey();
      const remedy = await refused(workspace, title, 'Or copy it into the repository');
      // Where the agent has it.
      await execa('ssh-add', ['-q', ssh.userKey]);
      await vendor(workspace, remedy);
      await execa('ssh-add', ['-D']);
      await builds(workspace);
    });

    test('whose key nobody knows: a login by hand', async () => {
      process.env['STATIX_SSH_AGENT'] = '1';
      rmSync(join(home, '.ssh/known_hosts'));
      const workspace = await ofSsh();
      const { snippet = '' } = await refused(workspace, unknown, 'With STATIX_SSH_AGENT=1');
      // In the place of “yes”.
      await typeSsh(snippet.replace('-p <port> ', ''), '-o', 'StrictHostKeyChecking=accept-new');
      await builds(workspace);
    });
  });
});

describe('a folder of this machine', () => {
  const title =
    'A dependency or registry is a folder of this machine that the container does not have';

  test('a path, where it is in the repository', async () => {
    const workspace = await ofFolder();
    const remedy = await refused(workspace, title, 'If the folder is in the repository');
    const values = { '<crate>': 'words', '<folder, from this Cargo.toml>': '../../words.work' };
    await followRemedy(workspace.root, remedy, values);
    await builds(workspace);
  });

  test('the crate in the repository', async () => {
    const workspace = await ofFolder();
    await vendor(workspace, await refused(workspace, title, 'Or copy it into the repository'));
    await builds(workspace);
  });

  /** A git repository inside of that of the program. */
  async function ofFolder(): Promise<BuildWorkspace> {
    const workspace = await program('', '');
    const folder = join(workspace.root, 'words');
    const revision = gitRepository(folder, wordsFiles);
    const [dependency, locked] = fromGit(`file://${folder}`, revision);
    change(manifest, '[dependencies]\n', `[dependencies]\n${dependency}\n`)(workspace);
    append(join(workspace.root, 'Cargo.lock'), locked);
    return workspace;
  }
});
