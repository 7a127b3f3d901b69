import { closeSync, lstatSync, openSync, readSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Folders that are no files of a disk: what is read there is another thing each time, or never ends. */
const UNREAL = new Set(['/proc', '/sys', '/dev', '/run']);

/**
 * Every ELF file below some folders, told by its magic number, each inode once. No symbolic link is followed.
 *
 * @param {readonly string[]} roots
 * @returns {Generator<string>} paths, in the order of names
 */
export function* elfFiles(roots) {
  const seen = new Set();
  for (const root of roots) yield* below(root, seen);
}

function* below(folder, seen) {
  if (UNREAL.has(folder)) return;
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    // Not there, or not ours to read: what cannot be listed is no part of what was compared.
    return;
  }
  for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* below(path, seen);
    else if (entry.isFile() && isNewElf(path, seen)) yield path;
  }
}

function isNewElf(path, seen) {
  let file;
  try {
    const { dev, ino, size } = lstatSync(path);
    const inode = `${dev}:${ino}`;
    if (size < 4 || seen.has(inode)) return false;
    file = openSync(path, 'r');
    const magic = Buffer.alloc(4);
    readSync(file, magic, 0, 4, 0);
    if (magic.toString('latin1') !== '\x7fELF') return false;
    seen.add(inode);
    return true;
  } catch {
    return false;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
