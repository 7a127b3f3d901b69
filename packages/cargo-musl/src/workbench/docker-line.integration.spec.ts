import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import { asUpload, connectEngine } from '@statix/engine';
import { CertificateAuthority } from '@statix/engine/testing/certificates';
import { RealEngine } from '@statix/engine/testing/real-engine';
import { SshServer } from '@statix/engine/testing/ssh-server';
import { TlsFront } from '@statix/engine/testing/tls-front';
import { pack } from 'tar-stream';
import { dockerLine, requireDockerCommand } from './docker-line.js';

/*
 * Lines as they are printed, pasted into a shell whose variables name another engine, with the docker command:
 * the engine of this machine by its socket, behind TLS, and over ssh (OpenSSH's server and client).
 */

jest.setTimeout(120_000);

let folder: string;
let ssh: SshServer;
let front: TlsFront;
let authority: CertificateAuthority;
let real: RealEngine;
let image: string;
let socket: string;
const path = process.env['PATH'] ?? '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "statix it's a line-"));
  real = await RealEngine.connect();
  socket = real.transport.address;
  image = await real.image({ 'print-file': [{ printFile: '/in/file' }] });
  ssh = await SshServer.start({ PATH: path, DOCKER_HOST: socket });
  authority = new CertificateAuthority(join(folder, 'authority'));
  front = await TlsFront.start(socket.slice('unix://'.length), authority.issue('server'));
  const archive = pack();
  archive.entry({ name: 'in/file' }, 'from the archive');
  archive.finalize();
  await pipeline(asUpload(archive), createWriteStream(join(folder, 'files.tar')));
  const config = join(folder, 'ssh_config');
  const known = join(folder, 'known_hosts');
  writeFileSync(known, ssh.knownHost('127.0.0.1'));
  const settings = { HostName: '127.0.0.1', Port: String(ssh.port), User: userInfo().username };
  const files = {
    IdentityFile: ssh.userKey,
    UserKnownHostsFile: `"${known}"`,
    IdentityAgent: 'none',
  };
  const lines = Object.entries({ ...settings, ...files }).map(
    ([key, value]) => `  ${key} ${value}\n`,
  );
  writeFileSync(config, `Host statix-box\n${lines.join('')}`);
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F "${config}" "$@"\n`);
  chmodSync(join(folder, 'bin/ssh'), 0o755);
  process.env['PATH'] = `${join(folder, 'bin')}:${path}`;
});

afterAll(async () => {
  process.env['PATH'] = path;
  front.stop();
  await ssh.stop();
  await real.engine.removeImage(image);
  expect(await real.leftBehind()).toEqual([]);
  await real.close();
  rmSync(folder, { recursive: true });
});

/** As the docker command makes one. */
function context(name: string, host: string): NodeJS.ProcessEnv {
  const DOCKER_CONFIG = join(folder, `config of ${name}`);
  execFileSync('docker', ['context', 'create', name, '--docker', host], {
    env: { PATH: path, DOCKER_CONFIG },
    stdio: 'pipe',
  });
  execFileSync('docker', ['context', 'use', name], {
    env: { PATH: path, DOCKER_CONFIG },
    stdio: 'pipe',
  });
  return { DOCKER_CONFIG };
}

const overTls = (name: string): NodeJS.ProcessEnv => ({
  DOCKER_HOST: front.address,
  DOCKER_CERT_PATH: authority.issue(name),
});

test.each<[string, () => NodeJS.ProcessEnv]>([
  ['a socket', () => ({ DOCKER_HOST: socket })],
  ['TLS', () => ({ ...overTls('verified'), DOCKER_TLS_VERIFY: '1' })],
  [
    'TLS, whose address says https',
    () => ({
      ...overTls('url'),
      DOCKER_TLS_VERIFY: '1',
      DOCKER_HOST: front.address.replace('tcp:', 'https:'),
    }),
  ],
  ['TLS, not verified', () => ({ ...overTls('unverified'), DOCKER_TLS: '1' })],
  [
    'TLS in a context',
    () => {
      const at = authority.issue('of-context');
      const files = ['ca', 'cert', 'key'].map((name) => `${name}=${join(at, name)}.pem`);
      return context('a.tls', [`host=${front.address}`, ...files].join(','));
    },
  ],
  ['ssh', () => ({ DOCKER_HOST: 'ssh://statix-box' })],
  ['ssh in a context', () => context('over-ssh', 'host=ssh://statix-box')],
])('%s', async (_way, settings) => {
  const engine = await connectEngine({
    env: { PATH: process.env['PATH'], HOME: folder, ...settings() },
  });
  const spec = {
    image,
    command: ['/print-file'],
    environment: {},
    purpose: 'shell',
    network: 'none' as const,
    limits: {},
  };
  const docker = requireDockerCommand(engine);
  const line = dockerLine(spec, { archive: join(folder, 'files.tar'), docker });
  const env = {
    ...{ PATH: process.env['PATH'], HOME: folder, DOCKER_HOST: 'tcp://127.0.0.1:1' },
    ...{
      DOCKER_CONTEXT: 'nobody',
      DOCKER_TLS: '1',
      DOCKER_TLS_VERIFY: '1',
      DOCKER_CERT_PATH: '/nowhere',
    },
  };
  // A pipe is no terminal; all else is as it is printed.
  const { stdout } = await execa('sh', ['-c', line.replace(' --tty ', ' ')], {
    cwd: '/',
    env,
    extendEnv: false,
  });
  expect(stdout).toBe('from the archive');
});
