import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { parseEngineAddress } from './engine-address.js';

const newFolder = temporaryFolders();

describe('parseEngineAddress', () => {
  test.each([
    ['unix:///run/me.sock', { kind: 'socket', path: '/run/me.sock' }],
    ['unix://', { kind: 'socket', path: '/var/run/docker.sock' }],
    ['tcp://box:1234', { kind: 'tcp', protocol: 'http', host: 'box', port: 1234 }],
    ['tcp://box', { kind: 'tcp', protocol: 'http', host: 'box', port: 2375 }],
    ['box:1234', { kind: 'tcp', protocol: 'http', host: 'box', port: 1234 }],
    ['10.0.0.1:1234', { kind: 'tcp', protocol: 'http', host: '10.0.0.1', port: 1234 }],
    ['http://box', { kind: 'tcp', protocol: 'http', host: 'box', port: 2375 }],
    ['https://box', { kind: 'tcp', protocol: 'https', host: 'box', port: 2376 }],
  ])('%s', async (text, expected) => {
    expect(await parseEngineAddress(text, 'DOCKER_HOST')).toMatchObject({ ...expected, text });
  });

  test('certificates make it TLS', async () => {
    const folder = newFolder();
    for (const name of ['ca', 'cert', 'key']) writeFileSync(join(folder, `${name}.pem`), name);
    expect(await parseEngineAddress('tcp://box', 'DOCKER_HOST', folder)).toMatchObject({
      protocol: 'https',
      port: 2376,
      certificates: { ca: Buffer.from('ca'), cert: Buffer.from('cert'), key: Buffer.from('key') },
    });
  });

  test('missing certificates are named', async () => {
    const error = await statixErrorOf(parseEngineAddress('tcp://box', 'DOCKER_HOST', '/nowhere'));
    expect(error.code).toBe('STATIX_ENGINE_ADDRESS_INVALID');
    expect(error.why).toContain('/nowhere/');
  });

  test('ssh is refused with the reason and a way that works', async () => {
    const error = await statixErrorOf(parseEngineAddress('ssh://me@box', 'DOCKER_HOST'));
    expect(error.code).toBe('STATIX_ENGINE_ADDRESS_INVALID');
    expect(error.why).toContain('host’s key');
    expect(error.remedies[0]?.snippet).toContain('ssh -nNT');
    expect(error.remedies[0]?.snippet).toContain('me@box');
  });

  test.each(['npipe:////./pipe/docker', 'nonsense://x', 'tcp://', 'tcp://a b'])(
    '%s is not understood',
    async (text) => {
      const error = await statixErrorOf(parseEngineAddress(text, 'DOCKER_HOST'));
      expect(error.code).toBe('STATIX_ENGINE_ADDRESS_INVALID');
      expect(error.what).toContain(text);
    },
  );
});
