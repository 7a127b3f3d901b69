import { join } from 'node:path/posix';
import type { Tree } from '@nx/devkit';

/** Not the user's own: what is in them has neither our outputs nor our sources. */
const passedOver = new Set(['node_modules', '.git', '.nx']);

/** Paths of all folders of these names, sorted; one within another such folder is left out. */
export function foldersNamed(tree: Tree, names: readonly string[], folder = '.'): string[] {
  return tree
    .children(folder)
    .sort()
    .flatMap((child) => {
      const path = folder === '.' ? child : join(folder, child);
      if (tree.isFile(path) || passedOver.has(child)) return [];
      return names.includes(child) ? [path] : foldersNamed(tree, names, path);
    });
}
