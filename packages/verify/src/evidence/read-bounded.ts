import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { errorCode, readAtMost, StatixError } from '@statix/contract';

/** What was read of a file. */
export interface BoundedText {
  /** As UTF-8. */
  readonly text: string;
  readonly bytes: Buffer;
}

/**
 * Reads a file of other people's that is to be small: a regular file, no link, and not more of it than `most`
 * bytes, also where it grows meanwhile.
 *
 * @throws StatixError STATIX_FILE_REFUSED; errors of the system as they are
 */
export async function readBounded(path: string, most: number): Promise<BoundedText> {
  const file = await openItself(path);
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw refused(path, 'it is no regular file');
    if (stat.size > most) throw refused(path, `it has ${stat.size} bytes, and ${most} are taken`);
    const bytes = await readAtMost(file, stat.size);
    return { bytes, text: bytes.toString('utf8') };
  } finally {
    await file.close();
  }
}

/** Not what a link leads to; and a pipe is not waited for. */
async function openItself(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (errorCode(error) === 'ELOOP') throw refused(path, 'it is a link');
    throw error;
  }
}

function refused(path: string, why: string): StatixError {
  return new StatixError({
    code: 'STATIX_FILE_REFUSED',
    what: `${path} is not read`,
    why: `${why.charAt(0).toUpperCase()}${why.slice(1)}.`,
  });
}
