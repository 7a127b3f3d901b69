import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stateDirectory } from '@statix/engine';

/**
 * Notes that a build uses a volume now: labels of a volume cannot be changed. A note that cannot be
 * written is only missing from a list.
 */
export async function recordVolumeUse(
  volume: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const path = notePath(volume, env);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, '');
  } catch {
    // Bookkeeping never keeps a build from running.
  }
}

/** When a build last began to use a volume; undefined if nothing is known. */
export async function lastVolumeUse(
  volume: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Date | undefined> {
  try {
    return (await stat(notePath(volume, env))).mtime;
  } catch {
    return undefined;
  }
}

function notePath(volume: string, env: NodeJS.ProcessEnv): string {
  return join(stateDirectory(env), 'volume-use', volume);
}
