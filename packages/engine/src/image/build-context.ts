import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { StatixError } from '@statix/contract';
import { packArchive, type ArchiveEntry } from '../archive/pack-archive.js';
import { sha256, type RecipeFile } from './recipe-files.js';
import type { SiteFile } from './site-files.js';

/**
 * The build context of a recipe as a tar archive: exactly the files that were hashed, and those of
 * the site. A file that has changed since ends the archive with an error.
 */
export function buildContext(
  recipeRoot: string,
  files: readonly RecipeFile[],
  site: readonly SiteFile[],
): Readable {
  return packArchive(entries(recipeRoot, files, site));
}

async function* entries(
  recipeRoot: string,
  files: readonly RecipeFile[],
  site: readonly SiteFile[],
): AsyncGenerator<ArchiveEntry> {
  for (const file of files) {
    const content = await readFile(join(recipeRoot, file.path));
    if (sha256(content) !== file.sha256) throw imageChanged(file.path);
    yield { path: file.path, mode: file.executable ? 0o755 : 0o644, content };
  }
  for (const { path, content } of site) yield { path, mode: 0o644, content };
}

/** The recipe or its definition is not what the identity was computed from. */
export function imageChanged(what: string): StatixError {
  return new StatixError({
    code: 'STATIX_IMAGE_CHANGED',
    what: `${what} has changed since the image was identified`,
    why: 'What would be built now is not what builds were told to use.',
    remedies: ['Run the command again: the image is then identified anew.'],
  });
}
