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
 * @throws StatixError STATIX_DISK_FULL when the file system has no space; other errors as they are
 */
export async function writeFileDurably(
  path: string,
  content: string | Uint8Array | Readable,
  { mode = 0o644 }: { mode?: number } = {},
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
    await rename(temporary, path);
    await syncFolder(folder);
  } catch (error) {
    if (content instanceof Readable) content.destroy();
    await rm(temporary, { force: true });
    throw explainFullDisk(error, path);
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

function explainFullDisk(error: unknown, path: string): unknown {
  // Not instanceof: Jest and other loaders give a module an Error of its own.
  const code = isNativeError(error) && 'code' in error ? error.code : undefined;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new StatixError({
    code: 'STATIX_DISK_FULL',
    what: `No space left to write ${path}`,
    why: 'The file system is full or a quota is used up. What was there before is unchanged.',
    remedies: [
      { text: 'See what the file system holds:', snippet: `df -h ${dirname(path)}` },
      { text: 'Free space in Nx’s cache:', snippet: 'npx nx reset --only-cache' },
    ],
    cause: error,
  });
}
