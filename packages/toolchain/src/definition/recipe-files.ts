import { hash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageIdentity } from '@statix/contract';
import { StatixError } from '@statix/contract/errors';

/** One file of a recipe, as it counts for the identity. */
export type RecipeFile = ImageIdentity['files'][number];

/** What a place adds for its network (a CA bundle, a mirror): no part of what the image is. */
export const SITE_FOLDER = 'site';

/** Where a build has the lock, wherever it is kept. */
export const LOCK_PATH = 'lock.json';

/**
 * All regular files of a recipe except those of its `site` folder, and its lock, by path. No time, owner or other
 * permission counts: git and npm keep none of them.
 *
 * Read at once: the project graph waits for it, and for a hundred small files one after the other
 * the promises take far longer than the reading.
 *
 * @throws StatixError STATIX_RECIPE_FILE_REFUSED for a link, a pipe or a device
 */
export function listRecipeFiles(recipeRoot: string, lockFile: string | undefined): RecipeFile[] {
  const files: RecipeFile[] = [];
  if (lockFile !== undefined) {
    const content = readFileSync(lockFile);
    files.push({ path: LOCK_PATH, executable: false, sha256: sha256(content) });
  }
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(recipeRoot, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (path === SITE_FOLDER || path === LOCK_PATH) continue;
      if (entry.isDirectory()) visit(path);
      else if (entry.isFile()) files.push(describeFile(recipeRoot, path));
      else throw refused(join(recipeRoot, path));
    }
  };
  visit('');
  return files.sort((left, right) => (left.path < right.path ? -1 : 1));
}

function describeFile(recipeRoot: string, path: string): RecipeFile {
  const file = join(recipeRoot, path);
  const executable = (lstatSync(file).mode & 0o100) !== 0;
  return { path, executable, sha256: sha256(readFileSync(file)) };
}

/** 64 lower-case hex digits. */
export function sha256(content: Buffer): string {
  return hash('sha256', content, 'hex');
}

function refused(path: string): StatixError {
  return new StatixError({
    code: 'STATIX_RECIPE_FILE_REFUSED',
    what: `${path} is neither a file nor a folder`,
    why: 'A recipe is hashed by its files, and what a link leads to can change unseen.',
    remedies: ['Put a copy of the file in its place.'],
  });
}
