import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LOCK_PATH } from './recipe-files.js';

/** The lock that counts: a workspace's own before the recipe's. */
export function findLockFile(definitionFolder: string, recipeRoot: string): string | undefined {
  return [definitionFolder, recipeRoot]
    .map((folder) => join(folder, LOCK_PATH))
    .find((path) => existsSync(path));
}

/** Beside the definition: the locks of Rust channels. */
export const CHANNELS_FOLDER = 'channels';

/** Where the lock of a channel is, relative to the definition's folder. */
export function lockNameOf(channel: string): string {
  return `${CHANNELS_FOLDER}/${channel}.json`;
}

/** The lock that was made for a channel, if there is one. */
export function findChannelLock(definitionFolder: string, channel: string): string | undefined {
  const path = join(definitionFolder, lockNameOf(channel));
  return existsSync(path) ? path : undefined;
}
