import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { readCaBundle } from './ca-bundle.js';
import { proxyVariables } from './proxies.js';

const newFolder = temporaryFolders();

function file(content: string): string {
  const path = join(newFolder(), 'ca.pem');
  writeFileSync(path, content);
  return path;
}

test('no variable, no bundle', () => {
  expect(readCaBundle({ SSL_CERT_FILE: '' })).toBeUndefined();
});

test('the first that is set and can be read, ours before all', () => {
  const env = { SSL_CERT_FILE: '/none', NODE_EXTRA_CA_CERTS: file('a'), CARGO_HTTP_CAINFO: 'b' };
  expect(readCaBundle(env)).toMatchObject({
    variable: 'NODE_EXTRA_CA_CERTS',
    content: Buffer.from('a'),
  });
  expect(readCaBundle({ ...env, STATIX_CA_BUNDLE: file('own') })?.variable).toBe(
    'STATIX_CA_BUNDLE',
  );
});

test('fault: our variable names no file: an error, and no other bundle in its place', () => {
  expect(() => readCaBundle({ STATIX_CA_BUNDLE: '/none', SSL_CERT_FILE: file('other') })).toThrow(
    expect.objectContaining({ code: 'STATIX_ENVIRONMENT_INVALID' }),
  );
});

test('proxies in both spellings, and nothing else', () => {
  const env = { HTTP_PROXY: 'a', https_proxy: 'b', NO_PROXY: '', GITHUB_TOKEN: 'c' };
  expect(proxyVariables(env)).toEqual({ HTTP_PROXY: 'a', https_proxy: 'b' });
});
