import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOCKER_HUB, registryOf, renderError } from '@statix/contract';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { registryCredentials } from './registry-credentials.js';

const newFolder = temporaryFolders();
const base64 = (text: string) => Buffer.from(text).toString('base64');
let env: { DOCKER_CONFIG: string; PATH: string };

beforeEach(() => {
  const folder = newFolder();
  env = { DOCKER_CONFIG: folder, PATH: `${join(folder, 'bin')}:/bin:/usr/bin` };
});

function configure(config: object | string): void {
  const text = typeof config === 'string' ? config : JSON.stringify(config);
  writeFileSync(join(env.DOCKER_CONFIG, 'config.json'), text);
}

function helper(name: string, script: string): void {
  const bin = join(env.DOCKER_CONFIG, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, `docker-credential-${name}`), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

const find = (registry = 'registry.example') => registryCredentials(registry, env);

describe('in the file', () => {
  test.each<[string, object, object | undefined]>([
    ['none', {}, undefined],
    ['another registry', { auths: { 'other.example': { auth: base64('a:b') } } }, undefined],
    [
      'a password with a colon',
      { auths: { 'registry.example': { auth: base64('me:pass:word') } } },
      { username: 'me', password: 'pass:word' },
    ],
    [
      'an old address',
      { auths: { 'https://registry.example/v1/': { auth: base64('me:pw') } } },
      { username: 'me', password: 'pw' },
    ],
    [
      'in the clear',
      { auths: { 'registry.example': { username: 'me', password: 'pw' } } },
      { username: 'me', password: 'pw' },
    ],
    [
      'a token',
      { auths: { 'registry.example': { auth: base64('me:'), identitytoken: 'token' } } },
      { identitytoken: 'token' },
    ],
    ['an empty entry, as helpers leave it', { auths: { 'registry.example': {} } }, undefined],
  ])('%s', async (_name, config, expected) => {
    configure(config);
    const { auth, source } = await find();
    const whole = expected && { serveraddress: 'registry.example', ...expected };
    expect(auth).toEqual(whole);
    expect(source).toBe(join(env.DOCKER_CONFIG, 'config.json'));
  });

  test('no file is no error; Docker Hub has an address of its own', async () => {
    expect((await find()).auth).toBeUndefined();
    configure({ auths: { [DOCKER_HUB]: { auth: base64('me:hub') } } });
    expect((await find(registryOf('team/image'))).auth).toMatchObject({ password: 'hub' });
    expect((await find('index.docker.io')).auth).toBeUndefined();
  });

  test.each(['{"auths": {"registry.example": {"auth": "c2VjcmV0', '{"auths": "secret"}'])(
    'one that is broken is not quoted: %s',
    async (text) => {
      configure(text);
      const error = await statixErrorOf(find());
      expect(error.code).toBe('STATIX_DOCKER_CONFIG_INVALID');
      const printed = renderError(error, { verbose: true });
      expect(printed).not.toContain('secret');
      expect(printed).not.toContain('c2VjcmV0');
    },
  );
});

describe('from a helper', () => {
  test('that of the registry comes before that of all, and is asked for it', async () => {
    configure({ credsStore: 'all', credHelpers: { 'registry.example': 'one' } });
    helper('one', `read server; echo "{\\"Username\\":\\"$server\\",\\"Secret\\":\\"$1\\"}"`);
    helper('all', `echo '{"Username":"<token>","Secret":"t"}'`);
    const { auth, source } = await find();
    expect(auth).toMatchObject({ username: 'registry.example', password: 'get' });
    expect(source).toContain('docker-credential-one');
    expect((await find('other.example')).auth).toEqual({
      serveraddress: 'other.example',
      identitytoken: 't',
    });
  });

  test('that knows nothing: the file counts', async () => {
    configure({ credsStore: 'all', auths: { 'registry.example': { auth: base64('me:pw') } } });
    helper('all', 'echo "credentials not found in native keychain"; exit 1');
    expect((await find()).auth).toMatchObject({ password: 'pw' });
    expect((await find('other.example')).auth).toBeUndefined();
  });

  test.each([
    ['that is not installed', '', 'no such program'],
    ['that fails', 'echo "keychain is locked"; exit 1', 'keychain is locked'],
    ['that answers nonsense', 'echo secret', 'not of the expected form'],
  ])('%s', async (_name, script, why) => {
    configure({ credsStore: 'all' });
    if (script !== '') helper('all', script);
    const error = await statixErrorOf(find());
    expect(error.code).toBe('STATIX_CREDENTIAL_HELPER_FAILED');
    expect(error.why).toContain(why);
    expect(renderError(error, { verbose: true })).not.toContain('secret');
  });

  test('a name that is a path is not run', async () => {
    configure({ credsStore: '../evil' });
    expect((await statixErrorOf(find())).why).toContain('no name of a helper');
  });
});
