import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { machineFault } from './machine-fault.js';

/**
 * Writes a file so that a reader sees the old content or all of the new, never a part, also after a
 * crash or a full disk: a temporary name in the same folder, fsync, rename, fsync of the folder.
 * Folders above it are made.
 *
 * @param content text, bytes, or a stream that is read to its end; a failing stream leaves nothing
 * @param mode permission bits, for example 0o755 for a program
 * @param check is given the complete file, open, and its temporary path; where it throws, nothing is renamed
 * @throws StatixError STATIX_DISK_FULL when the file system has no space, and those of `machineFault`;
 *   other errors as they are
 */
export async function writeFileDurably(
  path: string,
  content: string | Uint8Array | Readable,
  {
    mode = 0o644,
    check,
  }: { mode?: number; check?: (temporaryPath: string, file: FileHandle) => Promise<void> } = {},
): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await mkdir(folder, { recursive: true });
    const file = await open(temporary, 'wx+', mode);
    try {
      await writeFile(file, content);
      // open() applies the umask; a program has to be executable whatever the umask is.
      await file.chmod(mode);
      // Both take their time with a program, and neither needs the other.
      await Promise.all([file.sync(), check?.(temporary, file)]);
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(folder);
  } catch (error) {
    if (content instanceof Readable) content.destroy();
    // Where the folder cannot be written to there is nothing to remove, and removing fails as well.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw explain(error, path, temporary);
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The name that the system says may be the temporary one; the source has one of its own. */
function explain(error: unknown, path: string, temporary: string): unknown {
  const own = typeof error === 'object' && error !== null && 'path' in error && error.path;
  const isSource = typeof own === 'string' && own !== temporary;
  return machineFault(error, isSource ? undefined : path) ?? error;
}
