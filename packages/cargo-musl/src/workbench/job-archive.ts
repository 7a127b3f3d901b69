import { dirname, join, relative } from 'node:path/posix';
import { pack, type Pack } from 'tar-stream';
import type { JobInput } from './workbench.js';

/** What a job finds when it starts. */
export interface JobContents {
  readonly inputs: readonly JobInput[];
  /** Absolute folder of the outputs. */
  readonly target: string;
  /** Files that get an empty file in their place, relative to the target folder. */
  readonly outputs: readonly string[];
  /** Folders that are made if they are not there, relative to the target folder. */
  readonly folders?: readonly string[];
}

/** Of nobody, as Linux calls it; not of root, which the build's user may be. */
const NOBODY = 65_534;

/**
 * What a job finds as one tar archive, to be unpacked in a folder of the container. All of it is owned
 * by the caller's user, because build scripts may write beside their sources, unless an input says otherwise.
 *
 * Times are PAX records with fractions: whole seconds cannot tell an edit from a compilation that
 * began within the same second.
 *
 * @param base absolute folder that it is to be unpacked in
 */
export function jobArchive(
  base: string,
  { inputs, target, outputs, folders = [] }: JobContents,
  owner: { uid: number; gid: number },
): Pack {
  const tar = pack();
  const other = owner.uid === NOBODY ? NOBODY - 1 : NOBODY;
  const others = { uid: other, gid: other };
  const nameOf = (folder: string, path: string): string => relative(base, join(folder, path));
  for (const { folder, files, times, writable, isNew = false } of inputs) {
    const ownerOf = (path?: string) =>
      writable === undefined || (path !== undefined && writable.includes(path)) ? owner : others;
    if (isNew)
      for (const path of [...foldersOf([relative('/', folder)]), relative('/', folder)])
        addFolder(tar, nameOf('/', path), { ...owner, ...modified() });
    if (writable !== undefined) addFolder(tar, nameOf('/', folder), { ...others, ...modified() });
    for (const path of foldersOf(files.map((file) => file.path))) {
      const time = modified(times[path]?.time);
      addFolder(tar, nameOf(folder, path), { ...ownerOf(), ...time });
    }
    for (const { path, content, executable } of files) {
      const time = modified(times[path]?.time);
      const mode = modeOf(executable);
      tar.entry({ name: nameOf(folder, path), mode, ...ownerOf(path), ...time }, content);
    }
  }
  for (const path of new Set([...foldersOf(outputs), ...folders].sort()))
    addFolder(tar, nameOf(target, path), { ...owner, mtime: new Date(0) });
  for (const path of outputs)
    tar.entry({ name: nameOf(target, path), mode: 0o644, ...owner, mtime: new Date(0) }, '');
  tar.finalize();
  return tar;
}

function addFolder(
  tar: Pack,
  name: string,
  attributes: { uid: number; gid: number; mtime: Date; pax?: Record<string, string> },
): void {
  tar.entry({ name: `${name}/`, type: 'directory', mode: 0o755, ...attributes });
}

/** Every folder above a file, parents first. */
function foldersOf(paths: readonly string[]): string[] {
  const all = new Set<string>();
  for (const path of paths)
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) all.add(folder);
  return [...all].sort();
}

/** Permission bits of a file. */
export function modeOf(executable: boolean): number {
  return executable ? 0o755 : 0o644;
}

/** Entries that no compilation reads have a constant time, 1980-01-01. */
export function modified(time = 315_532_800): { mtime: Date; pax: { mtime: string } } {
  return { mtime: new Date(time * 1000), pax: { mtime: time.toFixed(6) } };
}
