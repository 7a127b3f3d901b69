import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { errorCode, errorMessage, readAtMost, StatixError } from '@statix/contract';
import { writeHashed, type HashedFile } from '../archive/write-hashed.js';

/**
 * Copies a file to a place of our own, where nobody changes it any more, and hashes what was copied.
 *
 * @param from absolute; a symbolic link is refused, since what it leads to can change
 * @param maxBytes a longer file is refused
 * @returns the copy
 * @throws StatixError STATIX_PACKAGE_FILE_REFUSED
 */
export async function takeFile(from: string, to: string, maxBytes: number): Promise<HashedFile> {
  const { file } = await openRegular(from, maxBytes);
  try {
    return await writeHashed(to, file.createReadStream({ autoClose: false, end: maxBytes }));
  } finally {
    await file.close();
  }
}

/** As {@link takeFile}, into memory. */
export async function readBounded(from: string, maxBytes: number): Promise<Buffer> {
  const { file, size } = await openRegular(from, maxBytes);
  try {
    return await readAtMost(file, size);
  } finally {
    await file.close();
  }
}

/** O_NONBLOCK, because opening a pipe waits for a writer without it. */
async function openRegular(
  path: string,
  maxBytes: number,
): Promise<{ readonly file: FileHandle; readonly size: number }> {
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (cause) {
    throw refused(path, reasonOf(cause), cause);
  }
  try {
    const found = await file.stat();
    if (!found.isFile()) throw refused(path, 'It is no regular file.');
    if (found.size > maxBytes) {
      throw refused(path, `It has ${found.size} bytes; at most ${maxBytes} are taken.`);
    }
    return { file, size: found.size };
  } catch (error) {
    await file.close();
    throw error;
  }
}

function reasonOf(cause: unknown): string {
  const code = errorCode(cause);
  if (code === 'ELOOP') return 'It is a symbolic link.';
  if (code === 'ENOENT') return 'There is no such file.';
  return errorMessage(cause);
}

function refused(path: string, why: string, cause?: unknown): StatixError {
  return new StatixError({
    code: 'STATIX_PACKAGE_FILE_REFUSED',
    what: `${path} is not taken into the package`,
    why,
    remedies: ['Put a regular file in its place, or leave it out of the options.'],
    cause,
  });
}
