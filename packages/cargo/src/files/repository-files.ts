import { readdirSync, readFileSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { sep } from 'node:path';
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
  /** @param content all of it; bytes where it is no UTF-8 */
  file(real: string, content: Uint8Array | string): void;
  /** @param real what the link leads to; undefined for nothing */
  link(path: string, real: string | undefined): void;
}

/** What a path leads to. */
interface Place {
  readonly directory: boolean;
  /** Absolute, without symbolic links. */
  readonly real: string;
}

/** Where a directory really is, and what it holds by name. */
interface Listing {
  readonly real: string;
  readonly entries: ReadonlyMap<string, Dirent>;
}

const nothing: Listing = { real: '', entries: new Map() };

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
  const followed = new Map<string, Place | undefined>();
  const texts = new Map<string, string>();

  function listingOf(directory: string): Listing {
    const known = listings.get(directory);
    if (known !== undefined) return known;
    const real = directory === '' ? realRoot : placeOf(directory)?.real;
    const listing = real === undefined ? nothing : { real, entries: entriesIn(real) };
    listings.set(directory, listing);
    return listing;
  }

  function entriesIn(real: string): Listing['entries'] {
    const entries = readDirectory(real);
    observer?.directory(real, entries);
    return new Map(entries.map((entry) => [entry.name, entry]));
  }

  function placeOf(path: string): Place | undefined {
    const parent = parentOf(path);
    if (parent === undefined) return { directory: true, real: realRoot };
    const name = path.slice(parent === '' ? 0 : parent.length + 1);
    const { real, entries } = listingOf(parent);
    observer?.lookup(real, name);
    const entry = entries.get(name);
    return entry === undefined ? undefined : placeOfEntry(entry, parent, real);
  }

  function placeOfEntry(entry: Dirent, directory: string, real: string): Place | undefined {
    const at = real.endsWith(sep) ? real + entry.name : real + sep + entry.name;
    return entry.isSymbolicLink() ? follow(at, directory) : ordinary(entry, at);
  }

  /** @param directory that the link is in, which may be reached by several ways */
  function follow(link: string, directory: string): Place | undefined {
    const key = `${directory}\0${link}`;
    if (!followed.has(key)) followed.set(key, followLink(link, directory));
    return followed.get(key);
  }

  function followLink(link: string, directory: string): Place | undefined {
    const target = targetOf(link);
    observer?.link(link, target?.real);
    if (target === undefined) return undefined;
    if (target.real !== realRoot && !target.real.startsWith(realRoot + sep)) return undefined;
    const above = [directory, ...ancestorsOf(directory)];
    const loops = target.directory && above.some((at) => placeOf(at)?.real === target.real);
    return loops ? undefined : target;
  }

  function readText(path: string): string {
    const place = placeOf(path);
    if (place === undefined || place.directory) throw missing(path);
    const text = readFileSync(place.real, 'utf8');
    // What is no UTF-8 becomes this character, which a text may also have of its own.
    if (!text.includes('\uFFFD')) {
      observer?.file(place.real, text);
      return text.startsWith('\uFEFF') ? text.slice(1) : text;
    }
    const bytes = readFileSync(place.real);
    observer?.file(place.real, bytes);
    return decodeText(bytes, path);
  }

  return {
    read(path) {
      const text = texts.get(path) ?? readText(path);
      texts.set(path, text);
      return text;
    },
    exists: (path) => placeOf(path) !== undefined,
    isDirectory: (path) => placeOf(path)?.directory === true,
    list(directory) {
      const { real, entries } = listingOf(directory);
      observer?.list(real);
      return [...entries.values()]
        .flatMap((entry): DirectoryEntry[] => {
          const place = placeOfEntry(entry, directory, real);
          return place === undefined ? [] : [{ name: entry.name, directory: place.directory }];
        })
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
function ordinary(kind: Pick<Dirent, 'isDirectory' | 'isFile'>, real: string): Place | undefined {
  return kind.isDirectory() || kind.isFile() ? { directory: kind.isDirectory(), real } : undefined;
}

function targetOf(link: string): Place | undefined {
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
