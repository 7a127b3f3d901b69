import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { packArchive, type ArchiveEntry } from '@statix/engine';
import type { RecipeDefinition } from '../definition/image-definition.js';
import { imageChanged } from '../definition/observe-identity.js';
import { LOCK_PATH, sha256, type RecipeFile } from '../definition/recipe-files.js';

/** A file of the build context that comes from this machine; it may be too large for the memory. */
export type ContextFile = Pick<ArchiveEntry, 'path' | 'content'>;

/**
 * The build context of a recipe as a tar archive: exactly the files that were hashed, and those of
 * the site. A file that has changed since ends the archive with an error.
 */
export function buildContext(
  definition: Pick<RecipeDefinition, 'recipeRoot' | 'lockFile'>,
  files: readonly RecipeFile[],
  site: readonly ContextFile[],
): Readable {
  return packArchive(entries(definition, files, site));
}

async function* entries(
  { recipeRoot, lockFile }: Pick<RecipeDefinition, 'recipeRoot' | 'lockFile'>,
  files: readonly RecipeFile[],
  site: readonly ContextFile[],
): AsyncGenerator<ArchiveEntry> {
  for (const file of files) {
    const locked = file.path === LOCK_PATH ? lockFile : undefined;
    const content = await readFile(locked ?? join(recipeRoot, file.path));
    if (sha256(content) !== file.sha256) throw imageChanged(file.path);
    yield { path: file.path, mode: file.executable ? 0o755 : 0o644, content };
  }
  for (const { path, content } of site) yield { path, mode: 0o644, content };
}
