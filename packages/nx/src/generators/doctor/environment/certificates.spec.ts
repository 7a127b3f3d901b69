import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { readCertificates } from './certificates.js';

const folder = mkdtempSync(join(tmpdir(), 'statix-certificates-'));
const path = join(folder, 'ca.pem');
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const read = (content: string, now = new Date()) => {
  writeFileSync(path, content);
  return readCertificates({ SSL_CERT_FILE: path }, now);
};

test('a bundle of real certificates', () => {
  const good = rootCertificates.slice(0, 3).join('\n');
  expect(read(good, new Date('2020-01-01'))).toEqual({
    variable: 'SSL_CERT_FILE',
    path,
    problem: undefined,
    count: 3,
  });
  expect(read(good, new Date('2100-01-01')).problem).toBe('all-expired');
});

test('a file that is none, one that is not there, no variable', () => {
  expect(read('hello').problem).toBe('no-certificates');
  expect(readCertificates({ SSL_CERT_FILE: '/gone' }, new Date()).problem).toBe('unreadable');
  expect(readCertificates({}, new Date())).toMatchObject({
    variable: undefined,
    problem: undefined,
  });
});
