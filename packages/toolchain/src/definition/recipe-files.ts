import { hash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageIdentity } from '@statix/contract';
import { StatixError } from '@statix/contract/errors';
import type { RecipeDefinition } from './image-definition.js';
import { renderDockerfile } from './render-dockerfile.js';

/** One file of a recipe, as it counts for the identity. */
export type RecipeFile = ImageIdentity['files'][number];

/** What a place adds for its network (a CA bundle, a mirror): no part of what the image is. */
export const SITE_FOLDER = 'site';

/** Where a build has the lock, wherever it is kept. */
export const LOCK_PATH = 'lock.json';

const DOCKERFILE_PATH = 'Dockerfile';

/** What says which files a recipe has for a build. */
export type RecipeRoot = Pick<RecipeDefinition, 'recipeRoot' | 'lockFile' | 'libraries'>;

/**
 * All regular files of a recipe except those of its `site` folder, and its lock, by path, as a build
 * has them (see `readRecipeFile`). No time, owner or other permission counts: git and npm keep none
 * of them.
 *
 * Read at once: the project graph waits for it, and for a hundred small files one after the other
 * the promises take far longer than the reading.
 *
 * @throws StatixError STATIX_RECIPE_FILE_REFUSED for a link, a pipe or a device
 */
export function listRecipeFiles(recipe: RecipeRoot): RecipeFile[] {
  const { recipeRoot, lockFile } = recipe;
  const files: RecipeFile[] = [];
  if (lockFile !== undefined) {
    const content = readRecipeFile(recipe, LOCK_PATH);
    files.push({ path: LOCK_PATH, executable: false, sha256: sha256(content) });
  }
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(recipeRoot, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (path === SITE_FOLDER || path === LOCK_PATH) continue;
      if (entry.isDirectory()) visit(path);
      else if (entry.isFile()) files.push(describeFile(recipe, path));
      else throw refused(join(recipeRoot, path));
    }
  };
  visit('');
  return files.sort((left, right) => (left.path < right.path ? -1 : 1));
}

/**
 * A file of a recipe as a build has it: the lock that counts, and the Dockerfile with the stages of
 * the recipe's libraries. The identity is a hash over these, so that it is another one when a later
 * Statix writes other stages for the same libraries.
 *
 * @throws StatixError STATIX_RECIPE_INVALID if the Dockerfile has no place for the libraries
 */
export function readRecipeFile(
  { recipeRoot, lockFile, libraries }: RecipeRoot,
  path: string,
): Buffer {
  const locked = path === LOCK_PATH ? lockFile : undefined;
  const content = readFileSync(locked ?? join(recipeRoot, path));
  if (path !== DOCKERFILE_PATH || libraries.length === 0) return content;
  return Buffer.from(renderDockerfile(content.toString('utf8'), libraries));
}

function describeFile(recipe: RecipeRoot, path: string): RecipeFile {
  const executable = (lstatSync(join(recipe.recipeRoot, path)).mode & 0o100) !== 0;
  return { path, executable, sha256: sha256(readRecipeFile(recipe, path)) };
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
