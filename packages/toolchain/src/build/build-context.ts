import type { Readable } from 'node:stream';
import { packArchive, type ArchiveEntry } from '@statix/engine';
import { imageChanged } from '../definition/observe-identity.js';
import {
  readRecipeFile,
  sha256,
  type RecipeFile,
  type RecipeRoot,
} from '../definition/recipe-files.js';

/** A file of the build context that comes from this machine; it may be too large for the memory. */
export type ContextFile = Pick<ArchiveEntry, 'path' | 'content'>;

/**
 * The build context of a recipe as a tar archive: exactly the files that were hashed, and those of
 * the site. A file that has changed since ends the archive with an error.
 */
export function buildContext(
  recipe: RecipeRoot,
  files: readonly RecipeFile[],
  site: readonly ContextFile[],
): Readable {
  return packArchive(entries(recipe, files, site));
}

function* entries(
  recipe: RecipeRoot,
  files: readonly RecipeFile[],
  site: readonly ContextFile[],
): Generator<ArchiveEntry> {
  for (const file of files) {
    const content = readRecipeFile(recipe, file.path);
    if (sha256(content) !== file.sha256) throw imageChanged(file.path);
    yield { path: file.path, mode: file.executable ? 0o755 : 0o644, content };
  }
  for (const { path, content } of site) yield { path, mode: 0o644, content };
}
