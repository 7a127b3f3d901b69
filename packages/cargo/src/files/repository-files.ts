import { readdirSync, readFileSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { join, sep } from 'node:path';
import { StatixError } from '@statix/contract/errors';
import { decodeText } from './decode-text.js';
import { ancestorsOf, byCodeUnit, parentOf } from './repository-path.js';

export interface DirectoryEntry {
  name: string;
  directory: boolean;
}

/** A repository's files, by repository-relative path. Nothing outside the repository can be named. */
export interface RepositoryFiles {
  /** @throws StatixError STATIX_FILE_MISSING, STATIX_FILE_NOT_UTF8 */
  read(path: string): string;
  /** True for files and directories. */
  exists(path: string): boolean;
  isDirectory(path: string): boolean;
  /** Sorted by name; empty for what is no directory. */
  list(directory: string): DirectoryEntry[];
}

/** Is told of all that is read from disk, so that one can tell later whether a reading still holds. */
export interface FileObserver {
  /** @param real absolute path without symbolic links */
  directory(real: string, entries: readonly Dirent[]): void;
  /** One name was looked for in a directory that was read. */
  lookup(real: string, name: string): void;
  /** All names of a directory that was read counted. */
  list(real: string): void;
  file(real: string, bytes: Uint8Array): void;
  /** @param real what the link leads to; undefined for nothing */
  link(path: string, real: string | undefined): void;
}

/** Where a directory really is, and what it holds by name. */
interface Listing {
  readonly real: string;
  readonly entries: ReadonlyMap<string, { directory: boolean; real: string }>;
}

const nothing: Listing['entries'] = new Map();

/**
 * The files below `root` on disk. Each file and directory is read once: one instance is one view.
 *
 * A symbolic link counts as what it leads to. One that leads out of the repository, nowhere, or to
 * a directory that it is itself in (a loop) does not exist here; nor does what is neither a file nor
 * a directory, for reading from a pipe may never end.
 *
 * @param root an existing directory
 */
export function repositoryFiles(root: string, observer?: FileObserver): RepositoryFiles {
  const realRoot = realpathSync(root);
  const listings = new Map<string, Listing>();
  const texts = new Map<string, string>();

  function listingOf(directory: string): Listing {
    const known = listings.get(directory);
    if (known !== undefined) return known;
    const real = directory === '' ? realRoot : entryOf(directory)?.real;
    const listing: Listing =
      real === undefined
        ? { real: '', entries: nothing }
        : { real, entries: readEntries(directory, real) };
    listings.set(directory, listing);
    return listing;
  }

  function entryOf(path: string): { directory: boolean; real: string } | undefined {
    const parent = parentOf(path);
    if (parent === undefined) return { directory: true, real: realRoot };
    const name = path.slice(parent === '' ? 0 : parent.length + 1);
    const { real, entries } = listingOf(parent);
    observer?.lookup(real, name);
    return entries.get(name);
  }

  function readEntries(directory: string, real: string): Listing['entries'] {
    const entries = new Map<string, { directory: boolean; real: string }>();
    const dirents = readDirectory(real);
    observer?.directory(real, dirents);
    for (const dirent of dirents) {
      const entry = dirent.isSymbolicLink()
        ? followLink(directory, join(real, dirent.name))
        : ordinary(dirent, real.endsWith(sep) ? real + dirent.name : real + sep + dirent.name);
      if (entry !== undefined) entries.set(dirent.name, entry);
    }
    return entries;
  }

  function followLink(
    directory: string,
    link: string,
  ): { directory: boolean; real: string } | undefined {
    const target = targetOf(link);
    observer?.link(link, target?.real);
    if (target === undefined) return undefined;
    if (target.real !== realRoot && !target.real.startsWith(realRoot + sep)) return undefined;
    const above = [directory, ...ancestorsOf(directory)];
    const loops = target.directory && above.some((at) => listingRealOf(at) === target.real);
    return loops ? undefined : target;
  }

  function listingRealOf(directory: string): string | undefined {
    return directory === '' ? realRoot : entryOf(directory)?.real;
  }

  return {
    read(path) {
      const known = texts.get(path);
      if (known !== undefined) return known;
      const entry = entryOf(path);
      if (entry === undefined || entry.directory) throw missing(path);
      const bytes = readFileSync(entry.real);
      observer?.file(entry.real, bytes);
      const text = decodeText(bytes, path);
      texts.set(path, text);
      return text;
    },
    exists: (path) => entryOf(path) !== undefined,
    isDirectory: (path) => entryOf(path)?.directory === true,
    list(directory) {
      const { real, entries } = listingOf(directory);
      observer?.list(real);
      return [...entries]
        .map(([name, entry]) => ({ name, directory: entry.directory }))
        .sort((left, right) => byCodeUnit(left.name, right.name));
    },
  };
}

function readDirectory(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    // A file, or a directory that was removed or may not be read: nothing of it can be part of a build.
    return [];
  }
}

/** @param kind of the entry, or of what a link leads to */
function ordinary(
  kind: Pick<Dirent, 'isDirectory' | 'isFile'>,
  real: string,
): { directory: boolean; real: string } | undefined {
  return kind.isDirectory() || kind.isFile() ? { directory: kind.isDirectory(), real } : undefined;
}

function targetOf(link: string): { directory: boolean; real: string } | undefined {
  try {
    return ordinary(statSync(link), realpathSync(link));
  } catch {
    return undefined;
  }
}

function missing(path: string): StatixError {
  return new StatixError({
    code: 'STATIX_FILE_MISSING',
    what: `${path} does not exist`,
    why: 'It was removed, is a directory, or is a symbolic link that leads out of the repository.',
  });
}
