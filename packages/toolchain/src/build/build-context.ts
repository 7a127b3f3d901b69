import type { Readable } from 'node:stream';
import type { ImageIdentity } from '@statix/contract';
import { packArchive, type ArchiveEntry, type EngineFacts } from '@statix/engine';
import { IDENTITY_PATH } from '../definition/image-labels.js';
import { imageChanged } from '../definition/observe-identity.js';
import {
  DOCKERFILE_PATH,
  readRecipeFile,
  sha256,
  type RecipeFile,
  type RecipeRoot,
} from '../definition/recipe-files.js';
import { restoreMountPoints } from './restore-mount-points.js';

/** A file of the build context that comes from this machine; it may be too large for the memory. */
export type ContextFile = Pick<ArchiveEntry, 'path' | 'content'>;

/** In the context; no file of a recipe has the name. */
const IDENTITY_FILE = '.statix-identity';

/**
 * The build context of a recipe as a tar archive: exactly the files that were hashed, those of the site, and
 * the identity, which one more line of the Dockerfile puts into the image: last, so that it costs no other
 * step its cache. A file that has changed since ends the archive with an error.
 *
 * @param facts of the engine; for Buildah see {@link restoreMountPoints}
 */
export function buildContext(
  recipe: RecipeRoot,
  { files, identity }: Pick<ImageIdentity, 'files' | 'identity'>,
  site: readonly ContextFile[],
  { builder }: Pick<EngineFacts, 'builder'>,
): Readable {
  const dockerfile = (content: Buffer): Buffer =>
    withIdentity(
      builder === 'buildah' ? Buffer.from(restoreMountPoints(content.toString())) : content,
    );
  return packArchive(entries(recipe, files, [...site, identityFile(identity)], dockerfile));
}

function identityFile(identity: string): ContextFile {
  return { path: IDENTITY_FILE, content: Buffer.from(`${identity}\n`) };
}

function* entries(
  recipe: RecipeRoot,
  files: readonly RecipeFile[],
  site: readonly ContextFile[],
  dockerfile: (content: Buffer) => Buffer,
): Generator<ArchiveEntry> {
  for (const file of files) {
    const content = readRecipeFile(recipe, file.path);
    if (sha256(content) !== file.sha256) throw imageChanged(file.path);
    yield {
      path: file.path,
      mode: file.executable ? 0o755 : 0o644,
      content: file.path === DOCKERFILE_PATH ? dockerfile(content) : content,
    };
  }
  for (const { path, content } of site) yield { path, mode: 0o644, content };
}

function withIdentity(dockerfile: Buffer): Buffer {
  return Buffer.concat([dockerfile, Buffer.from(`\nCOPY ${IDENTITY_FILE} ${IDENTITY_PATH}\n`)]);
}
