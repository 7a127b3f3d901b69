import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

test.each([
  ['a pipe', (path: string) => execFileSync('mkfifo', [path])],
  ['a device', (path: string) => symlinkSync('/dev/zero', path)],
  [
    'a file that would fill memory',
    (path: string) => {
      writeFileSync(path, '{');
      truncateSync(path, 2 ** 40);
    },
  ],
])('attack: %s in its place is refused at once', async (_name, make) => {
  const folder = mkdtempSync(join(tmpdir(), 'statix-document-'));
  const path = join(folder, 'image.json');
  try {
    make(path);
    await expect(readDocument(path, imageIdentitySchema, ['Again.'])).rejects.toMatchObject({
      code: 'STATIX_DOCUMENT_MISSING',
      why: expect.stringMatching(/^It (is not a regular file|has \d+ bytes, and no document)/),
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
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
