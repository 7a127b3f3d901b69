import type { Tree } from '@nx/devkit';
import { isIgnored } from './is-ignored.js';

/**
 * Adds folders to .gitignore, unless git ignores them already. Each line begins with a slash: without
 * it, it would also hide every folder of sources that has the same name, from git, Nx and the build.
 *
 * @param folders paths from the workspace root
 */
export function ignoreFolders(tree: Tree, folders: readonly string[]): void {
  const missing = folders.filter((folder) => !isIgnored(tree, folder));
  if (missing.length === 0) return;
  const before = tree.exists('.gitignore') ? (tree.read('.gitignore', 'utf8') ?? '') : '';
  const start = before === '' || before.endsWith('\n') ? before : `${before}\n`;
  tree.write('.gitignore', `${start}${missing.map((folder) => `${anchored(folder)}\n`).join('')}`);
}

/** The line of .gitignore that means this folder and no other. */
export function anchored(folder: string): string {
  return `/${folder.replace(/[\\*?[]/g, '\\$&')}`;
}
