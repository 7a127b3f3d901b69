import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { execa } from 'execa';
import { TestProcess } from '@statix/contract/testing/child-process';
import { freePort } from '@statix/contract/testing/free-port';
import { errorOf, statixErrorOf } from '@statix/contract/testing/expect-error';
import { engineCandidates } from '../address/engine-candidates.js';
import { packArchive } from '../archive/pack-archive.js';
import { connectEngine } from '../connect-engine.js';
import { CertificateAuthority } from '../testing/certificates.js';
import { RealEngine } from '../testing/real-engine.js';
import { SshServer } from '../testing/ssh-server.js';
import { TlsFront } from '../testing/tls-front.js';

/*
 * The engine of this machine, reached over ssh (OpenSSH's server and client, and the docker command
 * behind them) and over TLS.
 */

jest.setTimeout(120_000);

let folder: string;
let ssh: SshServer;
let authority: CertificateAuthority;
let front: TlsFront;
const path = process.env['PATH'];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'statix-remote-'));
  const [candidate] = await engineCandidates(process.env);
  if (candidate?.address.kind !== 'socket') throw new Error('these tests want a local engine');
  ssh = await SshServer.start({ PATH: path!, DOCKER_HOST: candidate.address.text });
  authority = new CertificateAuthority(join(folder, 'authority'));
  front = await TlsFront.start(candidate.address.path, authority.issue('server'));
  ownSsh();
});

afterAll(async () => {
  process.env['PATH'] = path;
  front.stop();
  await ssh.stop();
  rmSync(folder, { recursive: true });
});

/** `ssh` with a configuration of the test's own, as a user has in ~/.ssh/config. */
function ownSsh(): void {
  const known = join(folder, 'known_hosts');
  writeFileSync(known, ssh.knownHost('127.0.0.1'));
  const common = `HostName 127.0.0.1\n  Port ${ssh.port}\n  User ${userInfo().username}\n  IdentitiesOnly yes\n  IdentityAgent none\n`;
  writeFileSync(
    join(folder, 'ssh_config'),
    [
      `Host statix-box\n  ${common}  IdentityFile ${ssh.userKey}\n  UserKnownHostsFile ${known}\n`,
      `Host statix-stranger\n  ${common}  IdentityFile ${ssh.userKey}\n  UserKnownHostsFile /dev/null\n`,
      `Host statix-locked\n  ${common}  IdentityFile none\n  UserKnownHostsFile ${known}\n`,
    ].join(''),
  );
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(
    join(bin, 'ssh'),
    `#!/bin/sh\nexec /usr/bin/ssh -F ${join(folder, 'ssh_config')} "$@"\n`,
  );
  chmodSync(join(bin, 'ssh'), 0o755);
  process.env['PATH'] = `${bin}:${path}`;
}

/** As the docker command makes one. */
function context(host: string): NodeJS.ProcessEnv {
  const DOCKER_CONFIG = mkdtempSync(join(folder, 'config-'));
  execFileSync('docker', ['context', 'create', 'mine', '--docker', host], {
    env: { PATH: path, DOCKER_CONFIG },
    stdio: 'pipe',
  });
  return { ...process.env, DOCKER_HOST: '', DOCKER_CONFIG, DOCKER_CONTEXT: 'mine' };
}

const client = (name: string, options?: { expired: boolean }) => authority.issue(name, options);

const overTls = (DOCKER_CERT_PATH: string, address = front.address): NodeJS.ProcessEnv => ({
  DOCKER_HOST: address,
  DOCKER_TLS_VERIFY: '1',
  DOCKER_CERT_PATH,
});

const ways: [string, () => NodeJS.ProcessEnv][] = [
  ['ssh in DOCKER_HOST', () => ({ ...process.env, DOCKER_HOST: 'ssh://statix-box' })],
  ['ssh in a context', () => context('host=ssh://statix-box')],
  ['TLS in DOCKER_HOST', () => overTls(client('by-host'))],
  [
    'TLS in a context',
    () => {
      const at = client('by-context');
      const files = ['ca', 'cert', 'key'].map((name) => `${name}=${join(at, name)}.pem`);
      return context([`host=${front.address}`, ...files].join(','));
    },
  ],
];

describe.each(ways)('%s', (_name, settings) => {
  let env: NodeJS.ProcessEnv;
  let real: RealEngine;
  let image: string;

  beforeAll(async () => {
    env = settings();
    real = await RealEngine.connect(env);
    image = await real.image({
      echo: ['echo', { exit: 3 }],
      wait: [{ print: 'waiting' }, 'pause'],
    });
  });

  afterAll(async () => {
    await real.engine.removeImage(image);
    expect(await real.leftBehind()).toEqual([]);
    await real.close();
  });

  const run = (command: string[]) => ({
    image,
    command,
    environment: {},
    purpose: 'test',
    network: 'none' as const,
    limits: {},
  });

  test('is the same engine', async () => {
    const here = await (await connectEngine()).facts();
    const there = await connectEngine({ env });
    expect(await there.facts()).toEqual(here);
  });

  test('a container: files in, input, output, exit code, files out', async () => {
    const content = Buffer.from('x'.repeat(2_000_000));
    let out = 0;
    const { result, value } = await real.engine.runContainer(
      run(['/echo']),
      { stdin: content, stdout: (chunk) => void (out += chunk.byteLength) },
      {
        before: (container) =>
          container.putArchive('/', packArchive([{ path: 'in/file', mode: 0o644, content }])),
        after: async (container) => text((await container.getFile('/in/file')).content),
      },
    );
    expect([result.exitCode, out, value?.length]).toEqual([3, 2_000_000, 2_000_000]);
  });

  test('an abort removes the container', async () => {
    const controller = new AbortController();
    const running = real.engine.runContainer(run(['/wait']), {
      stdout: () => {
        controller.abort(new Error('enough'));
      },
      signal: controller.signal,
    });
    expect(String(await errorOf(running))).toBe('Error: enough');
    expect(await real.leftBehind()).toEqual([]);
  });

  test('a BuildKit build', async () => {
    const labels = { 'dev.statix.test': 'remote' };
    const { id, labels: got } = await real.engine.buildImage({
      context: packArchive([
        { path: 'Dockerfile', mode: 0o644, content: Buffer.from('FROM scratch\nCOPY a /a\n') },
        { path: 'a', mode: 0o644, content: Buffer.from(String(Math.random())) },
      ]),
      buildArguments: {},
      labels,
      reference: 'statix.local/remote-test:1',
      onEvent: () => undefined,
    });
    expect(got).toMatchObject(labels);
    await real.engine.removeImage(id);
  });
});

/** How connecting fails, as a person reads it. */
async function failure(env: NodeJS.ProcessEnv): Promise<string> {
  const { code, what, why, excerpt, remedies } = await statixErrorOf(connectEngine({ env }));
  expect(code).toBe('STATIX_ENGINE_NOT_FOUND');
  return [
    what,
    why,
    ...excerpt,
    ...remedies.map((remedy) => `${remedy.text} ${remedy.snippet ?? ''}`),
  ].join('\n');
}

test('a process that is done with its engine ends, and its ssh with it', async () => {
  const child = new TestProcess(join(__dirname, '../testing/ask-engine.ts'), {
    env: { ...process.env, DOCKER_HOST: 'ssh://statix-box' },
  });
  const { code, stdout, stderr } = await child.ended();
  expect([code, stderr]).toEqual([0, '']);
  const pids = stdout.trim().split(' ').map(Number);
  // Requests at the same time.
  expect([1, 2, 3]).toContain(pids.length);
  // Their input has ended; the engine's answer to that ends them.
  for (const pid of pids) await gone(pid);
});

/** Resolves when a process that is not our child is no more. */
async function gone(pid: number): Promise<void> {
  await execa('tail', ['-f', '/dev/null', `--pid=${pid}`, '--sleep-interval=0.05']);
}

describe('ssh that does not get in', () => {
  const over = (host: string) => failure({ DOCKER_HOST: `ssh://${host}` });

  test('an unknown host', async () => {
    const said = await over('statix-stranger');
    expect(said).toContain('The container engine at ssh://statix-stranger does not answer');
    expect(said).toContain('Host key verification failed.');
    expect(said).toContain('ssh -o BatchMode=yes -- statix-stranger docker version');
  });

  test('a key that is not known', async () => {
    expect(await over('statix-locked')).toContain('Permission denied (publickey');
  });

  test('a machine that is not there', async () => {
    expect(await over(`127.0.0.1:${await freePort()}`)).toContain('Connection refused');
  });

  test('a socket that is not there', async () => {
    expect(await over('statix-box/run/none.sock')).toContain('/run/none.sock');
  });

  test('no ssh', async () => {
    const before = process.env['PATH'];
    process.env['PATH'] = join(folder, 'none');
    try {
      expect(await over('statix-box')).toContain('there is no program ssh in PATH');
    } finally {
      process.env['PATH'] = before;
    }
  });
});

describe('TLS that does not get in', () => {
  /** OpenSSL's own server, which sends alerts as engines do. */
  async function withServer<T>(
    certificates: string,
    use: (address: string) => Promise<T>,
  ): Promise<T> {
    const port = await freePort();
    const server = execa(
      'openssl',
      [
        ...['s_server', '-accept', `127.0.0.1:${port}`, '-www', '-Verify', '3'],
        ...['-verify_return_error', '-cert', join(certificates, 'cert.pem')],
        ...['-key', join(certificates, 'key.pem'), '-CAfile', join(certificates, 'ca.pem')],
      ],
      { stdin: 'pipe', stdout: 'pipe', stderr: 'ignore', buffer: false, reject: false },
    );
    try {
      // It names its parameters first, and says this when it listens.
      for await (const line of createInterface({ input: server.stdout })) {
        if (line.startsWith('ACCEPT')) break;
      }
      return await use(`tcp://127.0.0.1:${port}`);
    } finally {
      server.kill();
      await server;
    }
  }

  test('who has what is wanted gets in', async () => {
    const address = await withServer(client('server-1'), async (at) =>
      connectEngine({ env: overTls(client('good'), at) }),
    );
    expect(address.address).toContain('tcp://127.0.0.1:');
  });

  test('an engine of another authority', async () => {
    const other = new CertificateAuthority(join(folder, 'other'));
    const said = await failure(overTls(other.issue('client')));
    expect(said).toContain(`The container engine at ${front.address} does not answer`);
    expect(said).toContain('ca.pem is not of the authority that has signed its certificate');
  });

  test('an engine whose certificate has expired', async () => {
    const said = await withServer(client('server-2', { expired: true }), (at) =>
      failure(overTls(client('client-2'), at)),
    );
    expect(said).toContain('its certificate has expired');
  });

  test('a client certificate that has expired', async () => {
    const said = await withServer(client('server-3'), (at) =>
      failure(overTls(client('client-3', { expired: true }), at)),
    );
    expect(said).toContain('it says that the certificate in cert.pem has expired');
  });

  test('no client certificate', async () => {
    const at = mkdtempSync(join(folder, 'only-ca-'));
    copyFileSync(authority.ca, join(at, 'ca.pem'));
    const said = await withServer(client('server-4'), (address) => failure(overTls(at, address)));
    expect(said).toContain('it wants a client certificate, and there is no cert.pem');
  });

  test('another host name', async () => {
    const address = front.address.replace('127.0.0.1', 'localhost');
    const said = await failure(overTls(client('client-5'), address));
    expect(said).toContain('its certificate is for another host name');
  });

  test('an engine that speaks no TLS', async () => {
    const sshPort = `tcp://127.0.0.1:${ssh.port}`;
    expect(await failure(overTls(client('client-6'), sshPort))).toMatch(/speak TLS|is no TLS/);
  });

  test('without verification only where it is asked for', async () => {
    const other = new CertificateAuthority(join(folder, 'unverified'));
    const at = client('client-7');
    copyFileSync(other.ca, join(at, 'ca.pem'));
    const env = { DOCKER_HOST: front.address, DOCKER_CERT_PATH: at };
    await connectEngine({ env: { ...env, DOCKER_TLS: '1' } });
    const files = ['ca', 'cert', 'key'].map((name) => `${name}=${join(at, name)}.pem`);
    const skipping = [`host=${front.address}`, ...files, 'skip-tls-verify=true'].join(',');
    await connectEngine({ env: context(skipping) });
    expect(await failure({ ...env, DOCKER_TLS: '1', DOCKER_TLS_VERIFY: '1' })).toContain('ca.pem');
  });
});
