import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  canonicalJson,
  errorCode,
  parseDocument,
  type PublishedImages,
  publishedImagesSchema,
  writeFileDurably,
} from '@statix/contract';
import { withLock } from '@statix/engine';

const NONE: PublishedImages = { schemaVersion: 1, kind: 'statix.published-images', images: [] };

/**
 * Where it is recorded what was published: `published.json` beside the definition, to be committed.
 *
 * @param definition path of the definition, relative to the workspace root
 * @returns an absolute path
 */
export function publishedImagesPath(workspaceRoot: string, definition: string): string {
  return join(workspaceRoot, dirname(definition), 'published.json');
}

/**
 * Which registry has which identity, the newest last; empty if there is no record.
 *
 * @throws StatixError STATIX_DOCUMENT_INVALID
 */
export async function readPublishedImages(path: string): Promise<PublishedImages> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return NONE;
    throw error;
  }
  return parseDocument(text, path, publishedImagesSchema, [
    { text: 'Take the committed one again:', snippet: `git checkout -- ${path}` },
  ]);
}

/**
 * Records where an identity was published; an earlier record of the same identity is replaced.
 *
 * @param reference `registry.example/name@sha256:…`
 */
export function recordPublishedImage(
  path: string,
  identity: string,
  reference: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const key = createHash('sha256').update(path).digest('hex').slice(0, 24);
  return withLock(
    `published-${key}`,
    async () => {
      const published = await readPublishedImages(path);
      const others = published.images.filter((image) => image.identity !== identity);
      const images = [...others, { identity, reference }];
      await writeFileDurably(path, canonicalJson({ ...published, images }));
    },
    { env },
  );
}
