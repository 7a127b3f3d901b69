import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { CertificateAuthority } from '../testing/certificates.js';
import { readTlsMaterial } from './tls-material.js';

const newFolder = temporaryFolders();

test('what cannot be used is said, and nothing of a key', async () => {
  const authority = new CertificateAuthority(newFolder());
  const folder = authority.issue('client');
  const why = async (): Promise<string> => {
    const material = { folder, verify: true };
    const error = await statixErrorOf(readTlsMaterial(material, 'DOCKER_HOST'));
    expect(error.code).toBe('STATIX_ENGINE_ADDRESS_INVALID');
    return error.why ?? '';
  };
  copyFileSync(join(authority.issue('another'), 'key.pem'), join(folder, 'key.pem'));
  expect(await why()).toContain('key values mismatch');
  rmSync(join(folder, 'key.pem'));
  expect(await why()).toContain('There is a cert.pem');
  rmSync(join(folder, 'ca.pem'));
  expect(await why()).toContain(`There is no ${join(folder, 'ca.pem')}`);
});

test('only contexts may leave the authority to Node', async () => {
  const folder = newFolder();
  const material = await readTlsMaterial({ folder, verify: true, caOptional: true }, 'A context');
  expect(material).toMatchObject({ ca: undefined, rejectUnauthorized: true });
});
