import { StatixError } from '@statix/contract';

/** Bytes of a file: in memory, or of a file of our own that nobody else writes to. */
export type FileContent = Buffer | { readonly path: string; readonly size: number };

/** A regular file or a folder of an archive. There are no links in what we ship. */
export type TreeEntry =
  | { readonly kind: 'folder'; readonly path: string; readonly mode: number }
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly mode: number;
      readonly content: FileContent;
    };

/**
 * 1980-01-01, the oldest date that a zip file can say: of every entry of every archive, so that two
 * archives of the same content are the same bytes. Seconds since the epoch.
 */
export const ENTRY_TIME_SECONDS = 315_532_800;

const FOLDER_MODE = 0o755;

/**
 * The entries of an archive in the order in which they are written: the folders above each are there, and
 * everything is sorted by the bytes of its path.
 *
 * @throws StatixError STATIX_PACKAGE_NAME_CLASH when two entries want the same path,
 *   STATIX_PACKAGE_NAME_INVALID
 */
export function treeOf(entries: readonly TreeEntry[]): TreeEntry[] {
  const byPath = new Map<string, TreeEntry>();
  for (const entry of entries) {
    requireSafePath(entry.path);
    if (byPath.has(entry.path)) throw clash(entry.path);
    byPath.set(entry.path, entry);
  }
  for (const { path } of entries) {
    for (const folder of foldersAbove(path)) {
      const there = byPath.get(folder);
      if (there === undefined) {
        byPath.set(folder, { kind: 'folder', path: folder, mode: FOLDER_MODE });
      } else if (there.kind !== 'folder') throw clash(folder);
    }
  }
  return [...byPath.values()].sort((left, right) =>
    Buffer.compare(Buffer.from(left.path), Buffer.from(right.path)),
  );
}

/** Size of a file's content, in bytes. */
export function sizeOf(content: FileContent): number {
  return Buffer.isBuffer(content) ? content.byteLength : content.size;
}

function foldersAbove(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_part, index) => parts.slice(0, index + 1).join('/'));
}

/** The last gate: whatever a name came from, nobody who unpacks the archive gets a file elsewhere. */
function requireSafePath(path: string): void {
  const parts = path.split('/');
  const isSafe =
    !/[\u0000-\u001f\u007f\\]/.test(path) &&
    parts.every((part) => part !== '' && part !== '.' && part !== '..');
  if (isSafe) return;
  throw new StatixError({
    code: 'STATIX_PACKAGE_NAME_INVALID',
    what: `${JSON.stringify(path)} cannot be the name of a file in a package`,
    why: 'It would be written somewhere else when the package is unpacked, or programs read it in different ways.',
    remedies: ['Rename the file, or leave it out of `files`.'],
  });
}

function clash(path: string): StatixError {
  return new StatixError({
    code: 'STATIX_PACKAGE_NAME_CLASH',
    what: `Two files of the package would be called ${path}`,
    remedies: ['Leave one of them out of `files`, or rename it.'],
  });
}
