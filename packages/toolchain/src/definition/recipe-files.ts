import { hash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ImageIdentity } from '@statix/contract';
import { StatixError } from '@statix/contract/errors';
import type { RecipeDefinition } from './image-definition.js';
import { TOOLCHAINS_FOLDER } from '../channel/recipe-toolchains.js';
import { renderDockerfile } from './render-dockerfile.js';
import { editFile, EDIT_SUFFIX } from './edit-file.js';

/** One file of a recipe, as it counts for the identity. */
export type RecipeFile = ImageIdentity['files'][number];

/** What a place adds for its network (a CA bundle, a mirror): no part of what the image is. */
export const SITE_FOLDER = 'site';

/** Where a build has the lock, wherever it is kept. */
export const LOCK_PATH = 'lock.json';

export const DOCKERFILE_PATH = 'Dockerfile';

/** What says which files a recipe has for a build. */
export type RecipeRoot = Pick<
  RecipeDefinition,
  'recipeRoot' | 'lockFile' | 'libraries' | 'toolchain'
>;

/**
 * All regular files of a recipe except those of its folders `site` and `toolchains`, and its lock, by
 * path, as a build has them (see `readRecipeFile`). Where the compiler of the image is not the recipe's
 * own, what its provider adds belongs to them, or stands in the place of the file of that path. No time, owner or other permission counts: git and npm keep none
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
  const outside = [SITE_FOLDER, LOCK_PATH, TOOLCHAINS_FOLDER];
  for (const path of filesBelow(recipeRoot, (path) => outside.includes(path))) {
    files.push(describeFile(recipe, path, join(recipeRoot, path)));
  }
  for (const folder of foldersOfProvider(recipe)) {
    // A link would put a folder of this machine into the image.
    for (const place of [dirname(folder), folder])
      if (!lstatSync(place).isDirectory()) throw refused(place);
    for (const path of filesBelow(folder, () => false)) {
      if (!path.endsWith(EDIT_SUFFIX)) files.push(describeFile(recipe, path, join(folder, path)));
    }
  }
  // What takes the place of a file has been read at both paths.
  return [...new Map(files.map((file) => [file.path, file])).values()].sort((left, right) =>
    left.path < right.path ? -1 : 1,
  );
}

/** Relative paths of the regular files in a folder. @throws StatixError STATIX_RECIPE_FILE_REFUSED */
function filesBelow(root: string, isOutside: (path: string) => boolean): string[] {
  const found: string[] = [];
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (isOutside(path)) continue;
      if (entry.isDirectory()) visit(path);
      else if (entry.isFile()) found.push(path);
      else throw refused(join(root, path));
    }
  };
  visit('');
  return found;
}

/** What the provider of the compiler adds to the recipe, and its edits of it. */
function foldersOfProvider({ recipeRoot, toolchain }: RecipeRoot): string[] {
  return (toolchain?.edits ?? []).map((folder) => join(recipeRoot, TOOLCHAINS_FOLDER, folder));
}

/**
 * A file of a recipe as a build has it: the lock that counts, and the Dockerfile with the stages of
 * the recipe's libraries. The identity is a hash over these, so that it is another one when a later
 * Statix writes other stages for the same libraries.
 *
 * @throws StatixError STATIX_RECIPE_INVALID if the Dockerfile has no place for the libraries, or an
 *   edit of the compiler's provider none for its lines
 */
export function readRecipeFile(recipe: RecipeRoot, path: string): Buffer {
  const { recipeRoot, lockFile, libraries } = recipe;
  const locked = path === LOCK_PATH ? lockFile : undefined;
  const folders = foldersOfProvider(recipe);
  const places = [...folders, recipeRoot].map((folder) => join(folder, path));
  const content = readFileSync(
    locked ?? places.find((place) => existsSync(place)) ?? join(recipeRoot, path),
  );
  const edited = folders
    .map((folder) => join(folder, `${path}${EDIT_SUFFIX}`))
    .filter((edit) => existsSync(edit))
    .reduce(
      (text, edit) =>
        Buffer.from(editFile(text.toString('utf8'), readFileSync(edit, 'utf8'), edit)),
      content,
    );
  if (path !== DOCKERFILE_PATH || libraries.length === 0) return edited;
  return Buffer.from(renderDockerfile(edited.toString('utf8'), libraries));
}

function describeFile(recipe: RecipeRoot, path: string, file: string): RecipeFile {
  const executable = (lstatSync(file).mode & 0o100) !== 0;
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
