import { posix } from 'node:path';
import type { OtherEntry, TarEntry } from './tar-entries.js';

/**
 * Where Cargo has the files of a compiled unit, relative to a target folder: `<triple>/<profile>/deps/…`,
 * `build/…` and `.fingerprint/…`, each with the unit's hash at the end of its name.
 */
const PLACE =
  /^[\w-]+(?:\/[\w-]+)?\/(?:deps\/(?:lib)?\w+-(?<compiled>[0-9a-f]{16})\.\w+|(?<folder>(?:build|\.fingerprint)\/[\w-]+-(?<named>[0-9a-f]{16}))(?<rest>\/.+)?)$/s;

/** Hash of the unit that a file of a target folder is of; undefined for any other file. */
export function unitOf(path: string): string | undefined {
  const { compiled, named } = PLACE.exec(path)?.groups ?? {};
  return compiled ?? named;
}

/**
 * Whether entries are the files of one unit and nothing else: each lies where Cargo has those, no path leads
 * elsewhere or through a link, and a link leads to something beside or below itself.
 */
export function isUnit(
  entries: readonly (TarEntry | OtherEntry)[],
  unit: string,
): entries is readonly TarEntry[] {
  const links = new Set(entries.filter(({ type }) => type === 'symlink').map(({ path }) => path));
  return entries.every(
    (entry) =>
      entry.type !== 'other' &&
      unitOf(entry.path) === unit &&
      isPlain(entry.path) &&
      !foldersOf(entry.path).some((folder) => links.has(folder)) &&
      (entry.type !== 'symlink' || (isBelowUnit(entry.path) && isPlain(entry.leadsTo))),
  );
}

/** A relative path that goes down only. */
function isPlain(path: string): boolean {
  return path
    .split('/')
    .every((part) => part !== '' && part !== '.' && part !== '..' && !part.includes('\0'));
}

/** In a folder of the unit's own. */
function isBelowUnit(path: string): boolean {
  return PLACE.exec(path)?.groups?.['rest'] !== undefined;
}

function foldersOf(path: string): string[] {
  const all: string[] = [];
  for (
    let folder = posix.dirname(path);
    folder !== '.' && folder !== '/';
    folder = posix.dirname(folder)
  )
    all.push(folder);
  return all;
}
