import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ignoredBy, repositoryFiles } from '@statix/cargo';
import { StatixError } from '@statix/contract';
import picomatch from 'picomatch';

/** A file of the repository that is shipped. */
export interface ProjectFile {
  /** Relative to the folder that was searched. */
  readonly name: string;
  /** Relative to the workspace root. */
  readonly path: string;
}

const MOST_FILES = 4096;
const MOST_LOOKED_AT = 100_000;

/**
 * The files of a folder that patterns name: a path, a folder (all that is below it), or a glob. Links are
 * refused wherever they stand on the way: what they lead to may be anywhere, and anything tomorrow. So is what
 * git or Nx ignores: it is in no hash.
 *
 * @param folder relative to the workspace root, '' for that itself
 * @param patterns relative to the folder, without `..`
 * @param optional whether a pattern may match nothing
 * @returns sorted by name, each once
 * @throws StatixError STATIX_PACKAGE_FILE_MISSING, STATIX_PACKAGE_FILE_IGNORED, STATIX_PACKAGE_FILE_REFUSED,
 *   STATIX_PACKAGE_TOO_MANY_FILES
 */
export async function projectFiles(
  workspaceRoot: string,
  folder: string,
  patterns: readonly string[],
  optional = false,
): Promise<ProjectFile[]> {
  const ignored = ignoredBy(repositoryFiles(workspaceRoot));
  const found = new Map<string, ProjectFile>();
  const walk = new Walk(workspaceRoot);
  for (const pattern of patterns) {
    const names = await walk.matching(folder, pattern);
    if (names.length === 0 && !optional) throw missing(folder, pattern);
    for (const name of names) {
      const path = joined(folder, name);
      const line = ignored(path, false);
      if (line !== undefined) throw notHashed(path, `${line.file}:${line.line}: ${line.pattern}`);
      found.set(name, { name, path });
    }
    if (found.size > MOST_FILES) throw tooMany(`${found.size} files`, pattern);
  }
  return [...found.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** One search of the disk, of all patterns together no longer than its limit. */
class Walk {
  #lookedAt = 0;

  constructor(private readonly workspaceRoot: string) {}

  async matching(folder: string, pattern: string): Promise<string[]> {
    const { base, isGlob } = picomatch.scan(pattern);
    const start = isGlob ? base : pattern.replace(/\/+$/, '');
    if (!(await this.reachable(folder, start))) return [];
    if (isGlob) return this.below(folder, start, picomatch(pattern));
    const found = await lstat(join(this.workspaceRoot, joined(folder, start)));
    if (found.isDirectory()) return this.below(folder, start, () => true);
    if (!found.isFile()) throw refused(joined(folder, start), 'It is no regular file.');
    return [start];
  }

  /** @returns false where something on the way is not there */
  private async reachable(folder: string, start: string): Promise<boolean> {
    const parts = joined(folder, start)
      .split('/')
      .filter((part) => part !== '');
    for (let depth = 1; depth <= parts.length; depth += 1) {
      const path = parts.slice(0, depth).join('/');
      const found = await lstat(join(this.workspaceRoot, path)).catch(() => undefined);
      if (found === undefined) return false;
      if (found.isSymbolicLink()) throw refused(path, 'It is a symbolic link.');
      if (depth < parts.length && !found.isDirectory()) return false;
    }
    return true;
  }

  /**
   * Every file below a folder that is wanted. Not below `.git` and `node_modules`, which Nx does not hash
   * either.
   */
  private async below(
    folder: string,
    start: string,
    isWanted: (name: string) => boolean,
  ): Promise<string[]> {
    const names: string[] = [];
    const entries = await readdir(join(this.workspaceRoot, folder, start), { withFileTypes: true });
    for (const entry of entries) {
      this.#lookedAt += 1;
      if (this.#lookedAt > MOST_LOOKED_AT) throw tooMany(`${MOST_LOOKED_AT} entries`, start);
      const name = joined(start, entry.name);
      if (entry.isDirectory()) {
        if (entry.name === '.git' || entry.name === 'node_modules') continue;
        names.push(...(await this.below(folder, name, isWanted)));
      } else if (isWanted(name)) {
        if (!entry.isFile()) throw refused(joined(folder, name), 'It is a link, or no file.');
        names.push(name);
      }
    }
    return names;
  }
}

function joined(folder: string, name: string): string {
  return [folder, name].filter((part) => part !== '' && part !== '.').join('/');
}

function missing(folder: string, pattern: string): StatixError {
  return new StatixError({
    code: 'STATIX_PACKAGE_FILE_MISSING',
    what: `No file of ${folder === '' ? 'the workspace' : folder} is matched by '${pattern}'`,
    why: 'A package without a file that was asked for would look complete.',
    remedies: ['Correct the pattern in `files`, or take it out.'],
  });
}

function notHashed(path: string, line: string): StatixError {
  return new StatixError({
    code: 'STATIX_PACKAGE_FILE_IGNORED',
    what: `${path} is not taken into the package, for Nx does not hash it`,
    why: 'An ignored file is in no hash: a change of it would go unseen, and the package come from the cache without it.',
    excerpt: [line],
    remedies: [
      'Commit the file, and take it out of the ignore file.',
      { text: 'Or take it in for Nx alone, in .nxignore:', snippet: `!${path}` },
    ],
  });
}

function refused(path: string, why: string): StatixError {
  return new StatixError({
    code: 'STATIX_PACKAGE_FILE_REFUSED',
    what: `${path} is not taken into the package`,
    why,
    remedies: ['Put a regular file in its place, or leave it out of the options.'],
  });
}

function tooMany(count: string, pattern: string): StatixError {
  return new StatixError({
    code: 'STATIX_PACKAGE_TOO_MANY_FILES',
    what: `'${pattern}' leads to more than can be packaged: ${count}`,
    remedies: ['Name fewer files, or a folder that holds nothing else.'],
  });
}
