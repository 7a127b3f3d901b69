import { readNxJson, type Tree } from '@nx/devkit';
import { editNxJson } from './edit-nx-json.js';

const generator = '@statix/nx:sync';

/** Whether `nx sync` and `nx sync:check` look at explicit targets. */
export function isSyncRegistered(tree: Tree): boolean {
  return readNxJson(tree)?.sync?.globalGenerators?.includes(generator) === true;
}

/**
 * Makes `nx sync` and `nx sync:check` look at explicit targets. For the whole workspace and not on
 * the targets themselves: there it would be run before each task, which takes longer than a cached
 * task does, and without a terminal Nx stops instead.
 */
export function registerSync(tree: Tree): void {
  if (isSyncRegistered(tree)) return;
  const sync = readNxJson(tree)?.sync;
  editNxJson(tree, {
    sync: { ...sync, globalGenerators: [...(sync?.globalGenerators ?? []), generator] },
  });
}
