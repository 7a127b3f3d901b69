import { chmod, lstat, mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from '@statix/contract';
import type { JobInput } from '../workbench/workbench.js';

/** 1980-01-01: the time of what no compilation reads, as in a container. */
const CONSTANT_TIME = 315_532_800;

/** Writes the files of an input with their modes and times, and the folders above them. */
export async function putInput({ folder, files, times }: JobInput): Promise<void> {
  const folders = new Set<string>();
  for (const { path, content, executable } of files) {
    for (let at = dirname(path); at !== '.'; at = dirname(at)) folders.add(at);
    const place = join(folder, path);
    await mkdir(dirname(place), { recursive: true, mode: 0o755 });
    await writeFile(place, content);
    await chmod(place, executable ? 0o755 : 0o644);
    await setTime(place, times[path]?.time);
  }
  // Last, because each file that is written changes the time of its folder.
  for (const path of folders) {
    await chmod(join(folder, path), 0o755);
    await setTime(join(folder, path), times[path]?.time);
  }
}

async function setTime(path: string, time = CONSTANT_TIME): Promise<void> {
  await utimes(path, time, time);
}

/**
 * Sees to it that the target folder has no file in the place of an output, and the folders that a job finds.
 * A link that an earlier job has left in the place of a folder is removed and never followed.
 */
export async function clearOutputs(
  target: string,
  outputs: readonly string[],
  folders: readonly string[],
): Promise<void> {
  for (const path of outputs) {
    await makeFolder(target, dirname(path));
    await rm(join(target, path), { recursive: true, force: true });
  }
  for (const path of folders) await makeFolder(target, path);
}

/**
 * Makes a folder of the target folder that is empty: what an earlier job has left there is removed, and no link in
 * the place of it or of one above is followed.
 */
export async function emptyFolder(target: string, path: string): Promise<void> {
  await makeFolder(target, dirname(path));
  await rm(join(target, path), { recursive: true, force: true });
  await mkdir(join(target, path), { mode: 0o755 });
}

/** Removes such a folder, unless a link has been put above it. */
export async function removeFolder(target: string, path: string): Promise<void> {
  for (let at = dirname(path); at !== '.'; at = dirname(at))
    if (!(await isFolder(join(target, at)))) return;
  await rm(join(target, path), { recursive: true, force: true });
}

async function makeFolder(base: string, path: string): Promise<void> {
  if (path === '.') return;
  await makeFolder(base, dirname(path));
  const place = join(base, path);
  if (await isFolder(place)) return;
  await rm(place, { force: true });
  await mkdir(place, { mode: 0o755 });
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}
