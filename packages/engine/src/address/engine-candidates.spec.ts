import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { CertificateAuthority } from '../testing/certificates.js';
import { engineCandidates } from './engine-candidates.js';

const newFolder = temporaryFolders();

/** A Docker configuration with a context `mine`. */
function dockerConfig({ current, host }: { current?: string; host?: string } = {}) {
  const folder = newFolder();
  writeFileSync(
    join(folder, 'config.json'),
    JSON.stringify({ auths: {}, currentContext: current }),
  );
  if (host !== undefined) {
    const digest = createHash('sha256').update('mine').digest('hex');
    const meta = join(folder, 'contexts', 'meta', digest);
    mkdirSync(meta, { recursive: true });
    const content = { Name: 'mine', Metadata: {}, Endpoints: { docker: { Host: host } } };
    writeFileSync(join(meta, 'meta.json'), JSON.stringify(content));
  }
  return folder;
}

async function addresses(env: NodeJS.ProcessEnv): Promise<string[]> {
  return (await engineCandidates(env)).map(({ address }) => address.text);
}

describe('engineCandidates', () => {
  test('DOCKER_HOST is tried alone, before any context', async () => {
    const DOCKER_CONFIG = dockerConfig({ current: 'mine', host: 'unix:///context.sock' });
    const env = { DOCKER_HOST: 'unix:///host.sock', DOCKER_CONFIG };
    expect(await addresses(env)).toEqual(['unix:///host.sock']);
  });

  test('then the current context, alone', async () => {
    const DOCKER_CONFIG = dockerConfig({ current: 'mine', host: 'unix:///context.sock' });
    expect(await addresses({ DOCKER_HOST: '', DOCKER_CONFIG })).toEqual(['unix:///context.sock']);
  });

  test('DOCKER_CONTEXT chooses a context', async () => {
    const DOCKER_CONFIG = dockerConfig({ current: 'default', host: 'unix:///context.sock' });
    const env = { DOCKER_CONTEXT: 'mine', DOCKER_CONFIG };
    expect(await addresses(env)).toEqual(['unix:///context.sock']);
  });

  test('else the usual sockets in order', async () => {
    const DOCKER_CONFIG = dockerConfig({ current: 'default' });
    expect(await addresses({ XDG_RUNTIME_DIR: '/run/user/7', DOCKER_CONFIG })).toEqual([
      'unix:///var/run/docker.sock',
      `unix://${DOCKER_CONFIG}/run/docker.sock`,
      'unix:///run/user/7/docker.sock',
      'unix:///run/user/7/podman/podman.sock',
      'unix:///run/podman/podman.sock',
    ]);
  });

  test('a user without a Docker configuration and without a runtime folder', async () => {
    const HOME = newFolder();
    expect(await addresses({ HOME })).toEqual([
      'unix:///var/run/docker.sock',
      `unix://${HOME}/.docker/run/docker.sock`,
      'unix:///run/podman/podman.sock',
    ]);
  });

  test('a context that does not exist is an error, not a fallback', async () => {
    const DOCKER_CONFIG = dockerConfig({ current: 'gone' });
    const error = await statixErrorOf(engineCandidates({ DOCKER_CONFIG }));
    expect(error.code).toBe('STATIX_DOCKER_CONTEXT_INVALID');
    expect(error.why).toContain('gone');
  });

  test('a broken configuration is named', async () => {
    const DOCKER_CONFIG = newFolder();
    writeFileSync(join(DOCKER_CONFIG, 'config.json'), '{');
    const error = await statixErrorOf(engineCandidates({ DOCKER_CONFIG }));
    expect(error.code).toBe('STATIX_DOCKER_CONTEXT_INVALID');
    expect(error.what).toContain('config.json');
  });

  test('DOCKER_TLS_VERIFY reads the certificates of DOCKER_CERT_PATH', async () => {
    const DOCKER_CERT_PATH = new CertificateAuthority(newFolder()).issue('client');
    const chosen = { DOCKER_HOST: 'tcp://box', DOCKER_CERT_PATH };
    const tls = async (env: NodeJS.ProcessEnv) => (await engineCandidates(env))[0]?.address;
    const read = (name: string) => readFileSync(join(DOCKER_CERT_PATH, name));
    const [ca, cert, key] = [read('ca.pem'), read('cert.pem'), read('key.pem')];
    expect(await tls({ ...chosen, DOCKER_TLS_VERIFY: '1' })).toMatchObject({
      protocol: 'https',
      port: 2376,
      tls: { ca, cert, key, rejectUnauthorized: true },
    });
    expect(await tls({ ...chosen, DOCKER_TLS: '1' })).toMatchObject({
      protocol: 'https',
      tls: { ca: undefined, cert, key, rejectUnauthorized: false },
    });
    expect(await tls(chosen)).toMatchObject({ protocol: 'http', tls: undefined });
  });

  test('a context over ssh', async () => {
    const DOCKER_CONFIG = dockerConfig({ current: 'mine', host: 'ssh://me@box' });
    const [candidate] = await engineCandidates({ DOCKER_CONFIG });
    expect(candidate?.address).toMatchObject({ kind: 'ssh', host: 'box', user: 'me' });
  });
});
