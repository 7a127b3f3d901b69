import ignore, { type Ignore } from 'ignore';
import { ancestorsOf, parentOf } from '@statix/cargo';

/** The line of an ignore file that hides a file or folder from git and Nx. */
export interface IgnoringLine {
  /** Repository-relative. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/**
 * The line that hides a path: of the .gitignore files from the root down to it, of .git/info/exclude,
 * or of .nxignore. As in git, the last line that matches decides, a nearer file over a farther one,
 * and nothing below a hidden folder can be taken out again (gitignore(5)). Tracked files count too:
 * Nx leaves out what an ignore file names.
 *
 * @param path repository-relative, of what exists
 * @param isDirectory of the path; folders above it are ones
 * @param read the text of an ignore file; undefined for none
 */
export function ignoringLine(
  path: string,
  isDirectory: boolean,
  read: (file: string) => string | undefined,
): IgnoringLine | undefined {
  const folders = ancestorsOf(path)
    .filter((folder) => folder !== '' && folder !== path)
    .sort((left, right) => left.length - right.length);
  for (const [place, directory] of [
    ...folders.map((folder) => [folder, true] as const),
    [path, isDirectory] as const,
  ]) {
    const found = decidingLine(place, directory, read);
    if (found !== undefined) return found;
  }
  return undefined;
}

function decidingLine(
  path: string,
  directory: boolean,
  read: (file: string) => string | undefined,
): IgnoringLine | undefined {
  const above = ancestorsOf(parentOf(path) ?? '').concat(parentOf(path) ?? '', '');
  const bases = [...new Set(above)].sort((left, right) => left.length - right.length);
  const files = [
    { file: '.git/info/exclude', base: '' },
    ...bases.map((base) => ({ file: base === '' ? '.gitignore' : `${base}/.gitignore`, base })),
  ];
  const byGit = lastMatch(path, directory, files, read);
  return byGit ?? lastMatch(path, directory, [{ file: '.nxignore', base: '' }], read);
}

const matchers = new Map<string, Ignore>();

/** Of one line; the doctor asks for every file of a package with the same few lines. */
function matcherOf(text: string): Ignore {
  const known = matchers.get(text) ?? ignore().add(text);
  matchers.set(text, known);
  return known;
}

function lastMatch(
  path: string,
  directory: boolean,
  files: readonly { readonly file: string; readonly base: string }[],
  read: (file: string) => string | undefined,
): IgnoringLine | undefined {
  let decided: IgnoringLine | undefined;
  for (const { file, base } of files) {
    const relative = base === '' ? path : path.slice(base.length + 1);
    const lines = (read(file) ?? '').split('\n');
    for (const [index, raw] of lines.entries()) {
      const text = raw.replace(/\r$/, '');
      if (text.trim() === '' || text.startsWith('#')) continue;
      // Alone, a line that takes out is one that the library passes over: its pattern is tried.
      const takesOut = text.startsWith('!');
      const { ignored } = matcherOf(takesOut ? text.slice(1) : text).test(
        directory ? `${relative}/` : relative,
      );
      if (ignored) decided = takesOut ? undefined : { file, line: index + 1, text };
    }
  }
  return decided;
}

/** What to do about a line that hides sources. */
export function unhide(
  { file, line, text }: IgnoringLine,
  path: string,
): {
  readonly text: string;
  readonly snippet: string;
} {
  const plain = /^[\w.-]+\/?$/.test(text.trim());
  return plain
    ? {
        text: `Replace line ${line} of ${file} (\`${text.trim()}\`, which means every folder and file of that name) by one that means only the one beside ${file}, and commit ${path}:`,
        snippet: `/${text.trim()}`,
      }
    : {
        text: `Remove line ${line} of ${file} (\`${text.trim()}\`), or make it mean less, and commit ${path}:`,
        snippet: `git add --force ${path}`,
      };
}
