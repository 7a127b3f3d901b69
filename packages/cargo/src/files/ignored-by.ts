import type ignore from 'ignore';
import { ancestorsOf, inDirectory } from './repository-path.js';
import type { RepositoryFiles } from './repository-files.js';

/** The line that takes a path out of what git and Nx list. */
export interface IgnoreLine {
  /** Repository-relative path of the .gitignore or .nxignore. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly pattern: string;
}

/**
 * Finds the line of a .gitignore, or of the .nxignore at the root, that a path is ignored by: the last
 * one that matches, of the file nearest to it, for the path or the first folder above it that is
 * ignored, in which nothing can be taken in again. gitignore(5); Nx lists what git would, whether it
 * is tracked or not. What `.git/info/exclude` and the user's own file say is not looked at.
 *
 * @param path repository-relative file or folder
 */
export function ignoredBy(
  path: string,
  files: Pick<RepositoryFiles, 'read' | 'exists' | 'isDirectory'>,
): IgnoreLine | undefined {
  for (const at of [path, ...ancestorsOf(path)].reverse()) {
    if (at === '') continue;
    const found = lineFor(at, files);
    if (found !== undefined) return found;
  }
  return undefined;
}

function lineFor(
  path: string,
  files: Pick<RepositoryFiles, 'read' | 'exists' | 'isDirectory'>,
): IgnoreLine | undefined {
  const slash = files.isDirectory(path) ? '/' : '';
  for (const directory of ancestorsOf(path)) {
    const relative = directory === '' ? path : path.slice(directory.length + 1);
    const names = directory === '' ? ['.nxignore', '.gitignore'] : ['.gitignore'];
    for (const name of names) {
      const file = inDirectory(directory, name);
      if (!files.exists(file) || files.isDirectory(file)) continue;
      const { ignored, unignored, rule } = rulesOf(files.read(file)).test(relative + slash);
      if (ignored) return { file, line: Number(rule?.mark ?? 1), pattern: rule?.pattern ?? '' };
      if (unignored) return undefined;
    }
  }
  return undefined;
}

function rulesOf(text: string): ignore.Ignore {
  const rules = matching()();
  text.split(/\r?\n/).forEach((pattern, index) => {
    rules.add({ pattern, mark: String(index + 1) });
  });
  return rules;
}

/** Loaded only where something is not listed. */
function matching(): typeof ignore {
  // eslint-disable-next-line @typescript-eslint/no-require-imports, @typescript-eslint/no-unsafe-return
  return require('ignore');
}
