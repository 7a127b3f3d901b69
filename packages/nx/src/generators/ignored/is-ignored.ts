import type { Tree } from '@nx/devkit';
import { ignoredBy } from '@statix/cargo';
import { treeFiles } from '../cargo/tree-files.js';

/**
 * Whether the .gitignore files of the repository ignore a folder: .nxignore is not git's, and an exclude
 * file is one person's.
 *
 * @param folder path from the workspace root; it need not exist
 */
export function isIgnored(tree: Tree, folder: string): boolean {
  return ignoredBy(treeFiles(tree), ['.gitignore'])(folder, true) !== undefined;
}
