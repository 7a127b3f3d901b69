import { isStatixError } from '@statix/contract/errors';
import type { Ignore, Options } from 'ignore';
import { ancestorsOf, inDirectory, parentOf } from './repository-path.js';
import type { RepositoryFiles } from './repository-files.js';

/** The line of an ignore file that takes a path out of what Nx lists. */
export interface IgnoreLine {
  /** Repository-relative path of the ignore file. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly pattern: string;
}

/** An ignore file by its name, which may be in any folder, or by its path. */
export type IgnoreFile = '.nxignore' | '.gitignore' | '.git/info/exclude';

/**
 * What Nx reads, the strongest first: it walks the workspace with the `ignore` crate, to which
 * .nxignore is a custom ignore file. So .nxignore can take in what git ignores; a plain .ignore, which
 * that crate knows too, does not count. The spec beside this compares with Nx's own list.
 */
const readByNx: readonly IgnoreFile[] = ['.nxignore', '.gitignore', '.git/info/exclude'];

type Files = Pick<RepositoryFiles, 'read' | 'exists' | 'isDirectory'>;

/**
 * Finds the lines that paths are ignored by, whether they are tracked or not. gitignore(5): of an
 * ignore file the last line that matches decides, a nearer file over a farther one, and nothing below
 * an ignored folder can be taken in again. What is above the repository and a user's own ignore file
 * are not looked at, and an ignore file that cannot be read ignores nothing.
 *
 * @param ignoreFiles those that count, the strongest first
 * @returns asks for one path, a repository-relative file or folder; each ignore file is read once.
 *   `directory` says what the path is where it need not exist
 */
export function ignoredBy(
  files: Files,
  ignoreFiles: readonly IgnoreFile[] = readByNx,
): (path: string, directory?: boolean) => IgnoreLine | undefined {
  const known = new Map<string, readonly Rule[]>();
  function rulesIn(file: string): readonly Rule[] {
    const rules = known.get(file) ?? parseRules(textOf(file, files));
    known.set(file, rules);
    return rules;
  }

  /** The line that decides about a path whose folders are not ignored. */
  function lineFor(path: string, directory: boolean): IgnoreLine | undefined {
    for (const name of ignoreFiles) {
      for (const folder of name.includes('/') ? [''] : ancestorsOf(path)) {
        const file = inDirectory(folder, name);
        const relative = folder === '' ? path : path.slice(folder.length + 1);
        const rule = rulesIn(file).findLast(({ matches }) =>
          matches(directory ? `${relative}/` : relative),
        );
        if (rule === undefined) continue;
        return rule.takesIn ? undefined : { file, line: rule.line, pattern: rule.pattern };
      }
    }
    return undefined;
  }

  const folders = new Map<string, IgnoreLine | undefined>();
  function lineForFolder(folder: string): IgnoreLine | undefined {
    if (folders.has(folder)) return folders.get(folder);
    const found = lineAt(folder, true);
    folders.set(folder, found);
    return found;
  }

  function lineAt(path: string, directory: boolean): IgnoreLine | undefined {
    const parent = parentOf(path);
    return parent === undefined ? undefined : (lineForFolder(parent) ?? lineFor(path, directory));
  }

  return (path, directory = files.isDirectory(path)) => lineAt(path, directory);
}

interface Rule {
  readonly line: number;
  readonly pattern: string;
  /** It begins with an exclamation mark. */
  readonly takesIn: boolean;
  /** @param path relative to the folder of the ignore file, a folder's with a slash at its end */
  readonly matches: (path: string) => boolean;
}

function parseRules(text: string): Rule[] {
  return text.split(/\r?\n/).flatMap((pattern, index): Rule[] => {
    if (pattern.trim() === '' || pattern.startsWith('#')) return [];
    const takesIn = pattern.startsWith('!');
    // The library also ignores what is below an ignored folder, which another file may have taken in:
    // only as a line that takes in is a pattern held against the path alone.
    const matcher = matching()({ ignorecase: false }).add(takesIn ? pattern : `!${pattern}`);
    const matches = (path: string) => matcher.test(path).unignored;
    return [{ line: index + 1, pattern, takesIn, matches }];
  });
}

function textOf(file: string, files: Files): string {
  if (!files.exists(file) || files.isDirectory(file)) return '';
  try {
    return files.read(file);
  } catch (error) {
    if (!isStatixError(error)) throw error;
    return '';
  }
}

/** Loaded only where something is not listed. */
function matching(): (options: Options) => Ignore {
  // eslint-disable-next-line @typescript-eslint/no-require-imports, @typescript-eslint/no-unsafe-return
  return require('ignore');
}
