import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { readPublishedImages, recordPublishedImage } from './published-images.js';

const newFolder = temporaryFolders();
const first = 'a'.repeat(64);
const second = 'b'.repeat(64);
const at = (digit: string) => `registry.example/image@sha256:${digit.repeat(64)}`;

test('each identity stands once, the newest last, the same bytes for the same records', async () => {
  const folder = newFolder();
  const path = join(folder, 'published.json');
  const env = { STATIX_STATE_DIR: join(folder, 'state') };
  expect((await readPublishedImages(path)).images).toEqual([]);
  await recordPublishedImage(path, first, at('1'), env);
  const once = readFileSync(path, 'utf8');
  await recordPublishedImage(path, first, at('1'), env);
  expect(readFileSync(path, 'utf8')).toBe(once);
  await Promise.all([
    recordPublishedImage(path, second, at('2'), env),
    recordPublishedImage(path, first, at('3'), env),
  ]);
  const { images } = await readPublishedImages(path);
  expect(images).toHaveLength(2);
  expect(images).toContainEqual({ identity: first, reference: at('3') });
  expect(images).toContainEqual({ identity: second, reference: at('2') });
});

test('a record by tag is refused: only a digest is ever pulled', async () => {
  const path = join(newFolder(), 'published.json');
  const images = [{ identity: first, reference: 'registry.example/image:1' }];
  const document = { schemaVersion: 1, kind: 'statix.published-images', images };
  writeFileSync(path, JSON.stringify(document));
  expect((await statixErrorOf(readPublishedImages(path))).code).toBe('STATIX_DOCUMENT_INVALID');
});
