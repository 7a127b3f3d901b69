import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { isNativeError } from 'node:util/types';
import { StatixError } from './statix-error.js';

/**
 * Writes a file so that a reader sees the old content or all of the new, never a part, also after a
 * crash or a full disk: a temporary name in the same folder, fsync, rename, fsync of the folder.
 * Folders above it are made.
 *
 * @param content text, bytes, or a stream that is read to its end; a failing stream leaves nothing
 * @param mode permission bits, for example 0o755 for a program
 * @param check is given the path of the complete temporary file; where it throws, nothing is renamed
 * @throws StatixError STATIX_DISK_FULL when the file system has no space, STATIX_FOLDER_UNWRITABLE
 *   when it may not be written to, STATIX_PATH_OCCUPIED when a file stands where a folder has to be or
 *   the other way round; other errors as they are
 */
export async function writeFileDurably(
  path: string,
  content: string | Uint8Array | Readable,
  { mode = 0o644, check }: { mode?: number; check?: (temporaryPath: string) => Promise<void> } = {},
): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await mkdir(folder, { recursive: true });
    const file = await open(temporary, 'wx', mode);
    try {
      await writeFile(file, content);
      // open() applies the umask; a program has to be executable whatever the umask is.
      await file.chmod(mode);
      await file.sync();
    } finally {
      await file.close();
    }
    await check?.(temporary);
    await rename(temporary, path);
    await syncFolder(folder);
  } catch (error) {
    if (content instanceof Readable) content.destroy();
    // Where the folder cannot be written to there is nothing to remove, and removing fails as well.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw explainFault(error, path);
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

/** A fault of the machine as an error that says what to do; any other error as it is. */
function explainFault(error: unknown, path: string): unknown {
  // Not instanceof: Jest and other loaders give a module an Error of its own.
  const code = isNativeError(error) && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') return fullDisk(path, error);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return unwritable(path, code === 'EROFS', error);
  if (code === 'ENOTDIR' || code === 'EEXIST' || code === 'EISDIR') return occupied(path, error);
  return error;
}

/** That there is no space left to write a file. What was there before is unchanged. */
export function fullDisk(path: string, cause?: unknown): StatixError {
  return new StatixError({
    code: 'STATIX_DISK_FULL',
    what: `No space left to write ${path}`,
    why: 'The file system is full or a quota is used up. What was there before is unchanged.',
    remedies: [
      { text: 'See what the file system holds:', snippet: `df -h ${dirname(path)}` },
      { text: 'Free space in Nx’s cache:', snippet: 'npx nx reset --only-cache' },
    ],
    cause,
  });
}

function unwritable(path: string, readOnly: boolean, cause: unknown): StatixError {
  const folder = dirname(path);
  return new StatixError({
    code: 'STATIX_FOLDER_UNWRITABLE',
    what: `${path} cannot be written`,
    why: readOnly
      ? 'The file system is mounted read-only.'
      : 'This user may not write to the folder. It may have been made by another user, for example by root in a container.',
    remedies: [
      { text: 'See whose it is:', snippet: `ls -ld ${folder}` },
      'Give the folder to the user who builds, or remove it.',
    ],
    cause,
  });
}

function occupied(path: string, cause: unknown): StatixError {
  return new StatixError({
    code: 'STATIX_PATH_OCCUPIED',
    what: `${path} cannot be written: something else is in its place`,
    why: 'A file stands where a folder has to be, or a folder where the file has to be.',
    remedies: [
      { text: 'See which, and move it away:', snippet: `ls -ld ${dirname(path)} ${path}` },
    ],
    cause,
  });
}
