import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { siteFiles } from './site-files.js';

const newFolder = temporaryFolders();

function file(name: string): string {
  const path = join(newFolder(), name);
  writeFileSync(path, name);
  return path;
}

async function contents(env: NodeJS.ProcessEnv): Promise<Record<string, string>> {
  const files = await siteFiles(env);
  return Object.fromEntries(files.map(({ path, content }) => [path, content.toString()]));
}

describe('siteFiles', () => {
  test('there is a folder in any case', async () => {
    expect(await contents({})).toEqual({ 'site/.keep': '' });
  });

  test('the first CA bundle that can be read', async () => {
    const env = { SSL_CERT_FILE: '/none', NODE_EXTRA_CA_CERTS: file('a'), CARGO_HTTP_CAINFO: 'b' };
    expect(await contents(env)).toEqual({ 'site/.keep': '', 'site/ca.pem': 'a' });
    expect(await contents({ ...env, STATIX_CA_BUNDLE: file('own') })).toMatchObject({
      'site/ca.pem': 'own',
    });
  });

  test.each([
    ['mirror.sources', 'debian.sources'],
    ['mirror.list', 'sources.list'],
    ['mirror.conf', 'apt.conf'],
    ['mirror', 'debian.sources'],
  ])('Debian sources in %s are %s', async (name, expected) => {
    const env = { STATIX_DEBIAN_SOURCES: file(name) };
    expect(await contents(env)).toEqual({ 'site/.keep': '', [`site/${expected}`]: name });
  });

  test.each(['STATIX_CA_BUNDLE', 'STATIX_DEBIAN_SOURCES'])(
    '%s has to name a file',
    async (variable) => {
      const error = await statixErrorOf(siteFiles({ [variable]: '/none' }));
      expect(error.code).toBe('STATIX_ENVIRONMENT_INVALID');
      expect(error.what).toContain(variable);
    },
  );
});
