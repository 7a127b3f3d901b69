import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { parseEngineAddress } from './engine-address.js';

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

  test('https without certificates is checked with what Node knows', async () => {
    expect(await parseEngineAddress('https://box', 'DOCKER_HOST')).toMatchObject({
      tls: undefined,
    });
  });

  test.each(['tcp://me:secret@box:1', 'http://me@box'])('a login is refused: %s', async (text) => {
    const error = await statixErrorOf(parseEngineAddress(text, 'DOCKER_HOST'));
    expect(error.code).toBe('STATIX_ENGINE_ADDRESS_INVALID');
    expect(JSON.stringify(error)).not.toContain('secret');
    expect(error.message).not.toContain('secret');
  });

  test.each([
    'npipe:////./pipe/docker',
    'nonsense://x',
    'tcp://',
    'tcp://a b',
    'tcp://me:secret@a b',
  ])('%s is not understood', async (text) => {
    const error = await statixErrorOf(parseEngineAddress(text, 'DOCKER_HOST'));
    expect(error.code).toBe('STATIX_ENGINE_ADDRESS_INVALID');
    expect(error.what).toContain(text.replace('me:secret', '…'));
  });
});
