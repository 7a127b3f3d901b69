import type { Tree } from '@nx/devkit';
import ignore from 'ignore';

/**
 * Whether git ignores a folder, by the .gitignore files from the workspace root down to it. A nearer
 * file wins, as in git; exclude files outside of the repository are one person's and do not count.
 *
 * @param folder path from the workspace root; it need not exist
 */
export function isIgnored(tree: Tree, folder: string): boolean {
  const parts = folder.split('/');
  return parts.reduce((ignored, _, depth) => {
    const file = [...parts.slice(0, depth), '.gitignore'].join('/');
    const text = tree.exists(file) ? (tree.read(file, 'utf8') ?? '') : '';
    const found = ignore()
      .add(text)
      .test(`${parts.slice(depth).join('/')}/`);
    return found.ignored || (ignored && !found.unignored);
  }, false);
}
