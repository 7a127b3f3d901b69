import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { stateDirectory } from '@statix/engine';
import { BuildWorkspace } from '../../testing/build-workspace.js';
import { GitServer } from '../../testing/git-server.js';
import { cargoWorkspace, crate } from '../../testing/hostile-crates.js';
import { docker, runningFetch } from '../../testing/running-fetch.js';
import { SparseRegistry } from '../../testing/sparse-registry.js';
import { textBelow } from '../../testing/text-below.js';
import { GitOverSsh } from '../../testing/git-over-ssh.js';

jest.setTimeout(5 * 60 * 1000);

const password = 'p4ss w/rd-71c2';
const login = `me:${password}`;
const variables = [
  ...['HOME', 'STATIX_STATE_DIR', 'STATIX_CA_BUNDLE', 'DOCKER_CONFIG'],
  ...[
    'NO_PROXY',
    'no_proxy',
    'NX_DAEMON',
    'CARGO_HOME',
    'STATIX_SSH_AGENT',
    'SSH_AUTH_SOCK',
    'CARGO_REGISTRIES_CORP_INDEX',
    'CARGO_REGISTRIES_CORP_TOKEN',
  ],
];
const environmentBefore = Object.fromEntries(variables.map((name) => [name, process.env[name]]));

let server: GitServer;
let home: string;
let shown: string;
let revision: string;
const opened: BuildWorkspace[] = [];

beforeEach(async () => {
  process.env['NX_DAEMON'] = 'false';
  // A proxy of this machine would be asked for the server of this test.
  process.env['NO_PROXY'] = process.env['no_proxy'] = '*';
  process.env['STATIX_STATE_DIR'] = stateDirectory();
  home = mkdtempSync(join(tmpdir(), 'statix-home-'));
  process.env['HOME'] = home;
  server = await GitServer.start(login);
  process.env['STATIX_CA_BUNDLE'] = server.certificate;
  revision = server.add('words.git', words);
  shown = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    shown += String(text);
    return true;
  });
});

afterEach(async () => {
  jest.restoreAllMocks();
  await server.stop();
  rmSync(home, { recursive: true });
  for (const workspace of opened.splice(0)) await workspace.remove();
  for (const [name, value] of Object.entries(environmentBefore))
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
});

const words = {
  'Cargo.toml': '[package]\nname = "words"\nversion = "1.0.0"\nedition = "2021"\n',
  'src/lib.rs': 'pub fn word() -> &\'static str { "private" }\n',
};

async function program(address = `${server.address}/words.git`): Promise<BuildWorkspace> {
  const locked =
    `\n[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = ["words"]\n` +
    `\n[[package]]\nname = "words"\nversion = "1.0.0"\nsource = "git+${address}#${revision}"\n`;
  const workspace = await BuildWorkspace.create({
    ...cargoWorkspace([], locked),
    ...crate(
      'app',
      { 'src/main.rs': 'fn main() { println!("{}", words::word()); }\n' },
      `[dependencies]\nwords = { git = "${address}" }\n`,
    ),
  });
  opened.push(workspace);
  return workspace;
}

test('the login that a credential helper of this machine knows, found nowhere afterwards', async () => {
  const helper = `!f() { echo username=me; echo 'password=${password}'; }; f`;
  writeFileSync(
    join(home, '.gitconfig'),
    `[credential "${server.address}"]\n\thelper = ${JSON.stringify(helper)}\n`,
  );
  let inspected = '';
  server.answer = ({ headers }) => {
    if (headers.authorization !== undefined) inspected ||= inspectFetch();
    return false;
  };
  const workspace = await program();
  const [manifest] = await workspace.build('app');
  expect(manifest?.binary.name).toBe('app');
  expect(inspected).toContain('GIT_SSL_CAINFO');
  const places = [inspected, shown, ...workspace.reported, textBelow(stateDirectory())];
  const forms = [password, encodeURIComponent(password), Buffer.from(login).toString('base64')];
  for (const form of forms) expect(places.join('\n')).not.toContain(form);
});

test('the login in .netrc', async () => {
  const host = new URL(server.address).hostname;
  writeFileSync(join(home, '.netrc'), `machine ${host} login me password "${password}"\n`);
  const workspace = await program();
  expect(await workspace.build('app')).toHaveLength(1);
});

test('a registry whose index is in git, behind a login, and whose crates want a token', async () => {
  const token = 'Bearer 1ndex-t0ken';
  const corp = await SparseRegistry.start(token);
  try {
    const locked = await corp.publish('words', '1.0.0', words['src/lib.rs']);
    const [, checksum = ''] = /checksum = "(.*)"/.exec(locked) ?? [];
    const line = {
      name: 'words',
      vers: '1.0.0',
      deps: [],
      cksum: checksum,
      features: {},
      yanked: false,
    };
    server.add('index.git', {
      'config.json': JSON.stringify({
        dl: `${corp.address}/crates/{crate}/{version}.crate`,
        'auth-required': true,
      }),
      'wo/rd/words': `${JSON.stringify(line)}\n`,
    });
    const index = `${server.address}/index.git`;
    process.env['CARGO_REGISTRIES_CORP_INDEX'] = index;
    process.env['CARGO_REGISTRIES_CORP_TOKEN'] = token;
    writeFileSync(
      join(home, '.netrc'),
      `machine ${new URL(server.address).hostname} login me password "${password}"\n`,
    );
    const workspace = await program();
    workspace.write({
      'Cargo.lock': `version = 4\n\n[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = ["words"]\n${locked.replace(corp.index, `registry+${index}`)}`,
      ...crate(
        'app',
        { 'src/main.rs': 'fn main() { println!("{}", words::word()); }\n' },
        '[dependencies]\nwords = { version = "1", registry = "corp" }\n',
      ),
    });
    expect(await workspace.build('app')).toHaveLength(1);
    expect(corp.requests.at(-1)?.authorization).toBe(token);
  } finally {
    await corp.stop();
  }
});

test('attack: the server leads to another host, which is not told the login', async () => {
  writeFileSync(
    join(home, '.netrc'),
    `machine ${new URL(server.address).hostname} login me password "${password}"\n`,
  );
  const evil = await GitServer.start('nobody has it');
  // Another name of the same machine would be another host, too: the port tells them apart here.
  evil.answer = (_request, response) => {
    response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end();
    return true;
  };
  writeFileSync(
    join(home, 'both.pem'),
    readFileSync(server.certificate, 'utf8') + readFileSync(evil.certificate, 'utf8'),
  );
  process.env['STATIX_CA_BUNDLE'] = join(home, 'both.pem');
  server.answer = ({ url = '', headers }, response) => {
    if (headers.authorization === undefined) return false;
    response.writeHead(302, { Location: `${evil.address}${url}` }).end();
    return true;
  };
  try {
    const error = await statixErrorOf((await program()).build('app'));
    expect(error.code).toBe('STATIX_FETCH_FAILED');
    expect(evil.requests.length).toBeGreaterThan(0);
    expect(evil.requests.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
  } finally {
    await evil.stop();
  }
});

describe('over ssh', () => {
  let ssh: GitOverSsh;
  let address: string;

  beforeEach(async () => {
    ssh = await GitOverSsh.start();
    const added = ssh.add('words.git', words);
    address = added.address;
    revision = added.revision;
    process.env['SSH_AUTH_SOCK'] = ssh.agent;
    mkdirSync(join(home, '.ssh'));
    writeFileSync(join(home, '.ssh/known_hosts'), ssh.knownHost);
  });

  afterEach(() => ssh.stop());

  test('the agent is asked by the fetch alone, and the build has none', async () => {
    process.env['STATIX_SSH_AGENT'] = '1';
    const script = `fn main() {
      assert!(std::env::var_os("SSH_AUTH_SOCK").is_none());
      assert!(!std::path::Path::new("/run/statix-ssh-agent").exists());
    }\n`;
    const workspace = await program(address);
    workspace.write({ 'crates/app/build.rs': script });
    expect(await workspace.build('app')).toHaveLength(1);
  });

  test('one repository over ssh with the agent and two over https with a login, in one fetch', async () => {
    process.env['STATIX_SSH_AGENT'] = '1';
    const host = new URL(server.address).hostname;
    writeFileSync(join(home, '.netrc'), `machine ${host} login me password "${password}"\n`);
    const names = ['alpha', 'omega'];
    const [first, last] = names.map((name) => {
      const at = server.add(`${name}.git`, {
        'Cargo.toml': words['Cargo.toml'].replace('words', name),
        'src/lib.rs': words['src/lib.rs'],
      });
      const source = `git+${server.address}/${name}.git#${at}`;
      return `\n[[package]]\nname = "${name}"\nversion = "1.0.0"\nsource = "${source}"\n`;
    });
    const workspace = await program(address);
    const over = (name: string): string => `${name} = { git = "${server.address}/${name}.git" }\n`;
    workspace.write({
      'Cargo.lock': `version = 4\n${first}\n[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = ["alpha", "omega", "words"]\n${last}\n[[package]]\nname = "words"\nversion = "1.0.0"\nsource = "git+${address}#${revision}"\n`,
      ...crate(
        'app',
        {
          'src/main.rs':
            'fn main() { println!("{}{}{}", alpha::word(), omega::word(), words::word()); }\n',
        },
        `[dependencies]\nwords = { git = "${address}" }\n${names.map(over).join('')}`,
      ),
    });
    expect(await workspace.build('app')).toHaveLength(1);
    expect(shown).not.toContain('error');
    const places = [shown, ...workspace.reported, textBelow(stateDirectory())].join('\n');
    for (const form of [
      password,
      encodeURIComponent(password),
      Buffer.from(login).toString('base64'),
    ])
      expect(places).not.toContain(form);
  });

  test('fault: nobody has said that the agent may be asked', async () => {
    const error = await statixErrorOf((await program(address)).build('app'));
    expect(error.why).toContain('A git dependency is fetched over ssh.');
    expect(error.remedies[0]?.snippet).toBe('export STATIX_SSH_AGENT=1');
  });

  test('attack: a host whose key this machine does not know', async () => {
    process.env['STATIX_SSH_AGENT'] = '1';
    writeFileSync(join(home, '.ssh/known_hosts'), '');
    const error = await statixErrorOf((await program(address)).build('app'));
    expect(error.what).toBe('The ssh key of a git server is not known on this machine');
    expect(error.why).toContain('unknown SSH host key');
  });
});

test('fault: the git server refuses the login, or there is none', async () => {
  const none = await statixErrorOf((await program()).build('app'));
  expect(none.what).toBe('A git server wants a login, and this machine has none that it takes');
  const host = new URL(server.address).hostname;
  writeFileSync(join(home, '.netrc'), `machine ${host} login me password expired-0000\n`);
  const refused = await statixErrorOf((await program()).build('app'));
  expect(refused.what).toBe('A git server wants a login, and this machine has none that it takes');
  expect(shown + refused.why!).not.toContain('expired-0000');
});

function inspectFetch(): string {
  const id = runningFetch();
  return id === undefined ? '' : [docker('inspect', id), docker('top', id)].join('\n');
}
