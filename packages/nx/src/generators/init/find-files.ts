import { join } from 'node:path/posix';
import type { Tree } from '@nx/devkit';

const passedOver = new Set(['node_modules', '.git', '.nx', 'dist', 'target']);

/** Paths of all files of that name in the workspace; folders of dependencies and outputs are passed over. */
export function findFiles(tree: Tree, name: string, folder = '.'): string[] {
  return tree.children(folder).flatMap((child) => {
    const path = folder === '.' ? child : join(folder, child);
    if (tree.isFile(path)) return child === name ? [path] : [];
    return passedOver.has(child) ? [] : findFiles(tree, name, path);
  });
}
