import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { networkAccess, proxyWithLogin } from './network.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'statix-network-'));
  writeFileSync(join(folder, 'ca.pem'), 'PEM');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('nothing set, nothing passed', () => {
  expect(networkAccess({}, '/ca')).toEqual({ caBundle: undefined, environment: {} });
});

test('the first variable that names a readable file gives the bundle', () => {
  const env = {
    SSL_CERT_FILE: join(folder, 'gone.pem'),
    NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
  };
  expect(networkAccess(env, '/ca')).toEqual({
    caBundle: Buffer.from('PEM'),
    environment: { CARGO_HTTP_CAINFO: '/ca', SSL_CERT_FILE: '/ca', GIT_SSL_CAINFO: '/ca' },
  });
});

test('proxies pass in the spelling that they have, other variables do not', () => {
  const env = { https_proxy: 'http://proxy:3128', NO_PROXY: 'localhost', GITHUB_TOKEN: 'secret' };
  expect(networkAccess(env, '/ca').environment).toEqual({
    https_proxy: 'http://proxy:3128',
    NO_PROXY: 'localhost',
  });
});

test('attack: the login of a proxy is in no environment that the engine can be asked for', () => {
  const env = {
    https_proxy: 'http://me:s3cret@proxy:3128',
    HTTP_PROXY: 'me:s3cret@proxy:3128',
    NO_PROXY: 'localhost,@',
  };
  expect(networkAccess(env, '/ca').environment).toEqual({ NO_PROXY: 'localhost,@' });
  expect(proxyWithLogin(env)).toBe('http://me:s3cret@proxy:3128');
});

test('the proxy with a login that libcurl would use', () => {
  const login = 'http://u:p@proxy:1';
  expect(proxyWithLogin({ ALL_PROXY: login })).toBe(login);
  expect(proxyWithLogin({ HTTP_PROXY: login })).toBeUndefined();
  expect(proxyWithLogin({ https_proxy: 'http://proxy:1', HTTPS_PROXY: login })).toBeUndefined();
  expect(proxyWithLogin({ https_proxy: 'http://proxy:1', http_proxy: login })).toBe(login);
});
