import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LOCK_PATH } from './recipe-files.js';

/** The lock that counts: a workspace's own before the recipe's. */
export function findLockFile(definitionFolder: string, recipeRoot: string): string | undefined {
  return [definitionFolder, recipeRoot]
    .map((folder) => join(folder, LOCK_PATH))
    .find((path) => existsSync(path));
}
