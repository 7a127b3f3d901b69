import { deflateSync } from 'node:zlib';
import type { Section } from '../elf-file.js';
import { readAuditableList } from './auditable-list.js';
import { bufferSource } from './byte-source.js';

async function listOf(bytes: Buffer, size = bytes.length) {
  const section: Section = {
    ...{ name: '.dep-v0', type: 1, address: 0n, offset: 0n, size: BigInt(size), link: 0 },
  };
  return readAuditableList(bufferSource('program', bytes), [section]);
}

test('counts the crates', async () => {
  const list = { packages: [{ name: 'a' }, { name: 'b' }] };
  expect(await listOf(deflateSync(JSON.stringify(list)))).toEqual({ state: 'read', crates: 2 });
});

test.each([
  ['attack: gigabytes from kilobytes', deflateSync(Buffer.alloc(64 * 1024 ** 2)), /too much/],
  ['no zlib', Buffer.from('{}'), /no zlib/],
  ['no JSON', deflateSync('x'), /no JSON/],
  ['another JSON', deflateSync('[]'), /without packages/],
])('%s cannot be read', async (_name, bytes, why) => {
  expect(await listOf(bytes)).toEqual({
    state: 'unreadable',
    why: expect.stringMatching(why) as string,
  });
});

test('attack: a section that reaches out of the file cannot be read', async () => {
  expect(await listOf(Buffer.from('x'), 100)).toMatchObject({ state: 'unreadable' });
});

test('no section, no list', async () => {
  expect(await readAuditableList(bufferSource('program', Buffer.alloc(1)), [])).toBeUndefined();
});
