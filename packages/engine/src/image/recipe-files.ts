import { hash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
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
 * @throws StatixError STATIX_RECIPE_FILE_REFUSED for a link, a pipe or a device
 */
export async function listRecipeFiles(
  recipeRoot: string,
  lockFile: string | undefined,
): Promise<RecipeFile[]> {
  const files: RecipeFile[] = [];
  if (lockFile !== undefined) {
    const content = await readFile(lockFile);
    files.push({ path: LOCK_PATH, executable: false, sha256: sha256(content) });
  }
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await readdir(join(recipeRoot, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (path === SITE_FOLDER || path === LOCK_PATH) continue;
      if (entry.isDirectory()) await visit(path);
      else if (entry.isFile()) files.push(await describeFile(recipeRoot, path));
      else throw refused(join(recipeRoot, path));
    }
  };
  await visit('');
  return files.sort((left, right) => (left.path < right.path ? -1 : 1));
}

async function describeFile(recipeRoot: string, path: string): Promise<RecipeFile> {
  const file = join(recipeRoot, path);
  const [{ mode }, content] = await Promise.all([lstat(file), readFile(file)]);
  return { path, executable: (mode & 0o100) !== 0, sha256: sha256(content) };
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
