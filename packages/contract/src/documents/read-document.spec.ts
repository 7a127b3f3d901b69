import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { statixErrorOf } from '../testing/expect-error.js';
import { temporaryFolders } from '../testing/temporary-folder.js';
import { imageIdentitySchema } from './image-identity.js';
import { parseDocument, readDocument } from './read-document.js';

const identity = {
  schemaVersion: 1,
  kind: 'statix.image-identity',
  identity: 'a'.repeat(64),
  reference: 'statix.local/statix:aaaa',
  recipe: { name: 'statix', version: '0.1.0' },
  base: 'debian:trixie-slim',
  arguments: {},
  definition: 'images/statix/statix-image.json',
  files: [],
};

test('reads a document of its kind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'statix-document-'));
  try {
    writeFileSync(join(folder, 'image.json'), JSON.stringify(identity));
    expect(await readDocument(join(folder, 'image.json'), imageIdentitySchema, [])).toEqual(
      identity,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a missing one says how to get it', async () => {
  await expect(
    readDocument('/nowhere/image.json', imageIdentitySchema, ['Run identify.']),
  ).rejects.toMatchObject({
    code: 'STATIX_DOCUMENT_MISSING',
    remedies: [{ text: 'Run identify.' }],
  });
});

describe('what stands in the place of a document', () => {
  const makeFolder = temporaryFolders();

  test('attack: a FIFO, which would wait for a writer for ever, is not read', async () => {
    const path = join(makeFolder(), 'image.json');
    execaSync('mkfifo', [path]);
    await expect(readDocument(path, imageIdentitySchema, [])).rejects.toMatchObject({
      code: 'STATIX_DOCUMENT_MISSING',
      why: 'It is no regular file.',
    });
  });

  test('attack: a file that is larger than any document is not read', async () => {
    const path = join(makeFolder(), 'image.json');
    writeFileSync(path, '');
    truncateSync(path, 64 * 1024 ** 2 + 1);
    await expect(readDocument(path, imageIdentitySchema, [])).rejects.toMatchObject({
      code: 'STATIX_DOCUMENT_MISSING',
      why: expect.stringContaining('67108865 bytes') as string,
    });
  });

  test('attack: no more of a key is shown than a person can read', async () => {
    const path = join(makeFolder(), 'image.json');
    writeFileSync(path, JSON.stringify({ ...identity, ['k'.repeat(50_000)]: 1 }));
    const { excerpt } = await statixErrorOf(readDocument(path, imageIdentitySchema, []));
    expect(excerpt.join().length).toBeLessThan(400);
  });
});

test.each([
  ['cut short', JSON.stringify(identity).slice(0, 50), /JSON/],
  ['of another kind', JSON.stringify({ ...identity, kind: 'statix.verify-report' }), /^kind: /],
  ['of a later version', JSON.stringify({ ...identity, schemaVersion: 2 }), /^schemaVersion: /],
  ['with a key too many', JSON.stringify({ ...identity, more: 1 }), /more/],
  [
    'with a digest that is none',
    JSON.stringify({ ...identity, identity: 'A'.repeat(64) }),
    /^identity: .*sha256/,
  ],
])('one that is %s is refused', (_name, text, excerpt) => {
  expect(() => parseDocument(text, 'image.json', imageIdentitySchema)).toThrow(
    expect.objectContaining({
      code: 'STATIX_DOCUMENT_INVALID',
      excerpt: expect.arrayContaining([expect.stringMatching(excerpt)]) as string[],
    }),
  );
});
