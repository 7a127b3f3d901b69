import type { Tree } from '@nx/devkit';
import { StatixError } from '@statix/contract';
import type { RepositoryFiles } from '@statix/cargo';

/** A generator's tree as the files of a repository: what it has written so far counts, dry runs included. */
export function treeFiles(tree: Tree): RepositoryFiles {
  return {
    read(path) {
      const text = tree.read(path, 'utf8');
      if (text !== null) return text;
      throw new StatixError({ code: 'STATIX_FILE_MISSING', what: `${path} does not exist` });
    },
    exists: (path) => tree.exists(path),
    isDirectory: (path) => path === '' || (tree.exists(path) && !tree.isFile(path)),
    list: (directory) =>
      tree
        .children(directory)
        .sort()
        .map((name) => ({
          name,
          directory: !tree.isFile(directory === '' ? name : `${directory}/${name}`),
        })),
  };
}
