import { constants } from 'node:fs';
import { lstat, open, readlink, type FileHandle } from 'node:fs/promises';
import { errorCode, errorMessage, StatixError } from '@statix/contract';
import type { JobFile, JobFiles } from '../workbench/workbench.js';

/** How watched files were before the job began, by their absolute paths. */
export type Stamps = ReadonlyMap<string, string>;

export async function stampsOf(paths: readonly string[]): Promise<Stamps> {
  const stamps = new Map<string, string>();
  for (const path of paths) {
    const stamp = await stampOf(path);
    if (stamp !== undefined) stamps.set(path, stamp);
  }
  return stamps;
}

/** The time of the last change of any kind cannot be set back without setting the clock. */
async function stampOf(path: string): Promise<string | undefined> {
  try {
    const { dev, ino, size, mode, mtimeNs, ctimeNs } = await lstat(path, { bigint: true });
    return [dev, ino, size, mode, mtimeNs, ctimeNs].join(' ');
  } catch {
    return undefined;
  }
}

/** The files that a job on this machine has left. No link is followed, in the last place of a path or before. */
export function leftFiles(stamps: Stamps): JobFiles {
  return {
    isUntouched: async (path) => {
      const stamp = stamps.get(path);
      return stamp !== undefined && (await stampOf(path)) === stamp;
    },
    open: (path) => openRegular(path),
  };
}

async function openRegular(path: string): Promise<JobFile | undefined> {
  // O_NONBLOCK: a FIFO without a writer must not stop the build.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  let file: FileHandle;
  try {
    file = await open(path, flags);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw refused(path, code === 'ELOOP' ? 'It is a symbolic link.' : errorMessage(error), error);
  }
  try {
    // Where the kernel has found it: a link in the place of a folder led elsewhere.
    const place = await readlink(`/proc/self/fd/${file.fd}`);
    if (place !== path) throw refused(path, 'A symbolic link leads to it.');
    const facts = await file.stat();
    if (!facts.isFile()) throw refused(path, 'It is no regular file.');
    return { content: file.createReadStream(), size: facts.size };
  } catch (error) {
    await file.close();
    throw error;
  }
}

function refused(path: string, why: string, cause?: unknown): StatixError {
  return new StatixError({
    code: 'STATIX_CONTAINER_FILE_REFUSED',
    what: `${path}, which the build has left, is not one regular file`,
    why,
    cause,
  });
}
