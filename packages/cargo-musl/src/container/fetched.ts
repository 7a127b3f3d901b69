import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileDurably } from '@statix/contract';
import { stateDirectory } from '@statix/engine';

/**
 * Which locks' crates a Cargo home volume holds. A hint that saves a container: if the volume was
 * emptied since, the frozen build says so and the crates are fetched again.
 *
 * @param volume name of the Cargo home volume
 * @param key sha256 of lock and Cargo configuration
 */
export async function isFetched(volume: string, key: string): Promise<boolean> {
  try {
    await readFile(recordPath(volume, key));
    return true;
  } catch {
    return false;
  }
}

export async function recordFetch(volume: string, key: string): Promise<void> {
  await writeFileDurably(recordPath(volume, key), '');
}

/** Forgets every lock of the volume. */
export async function forgetFetch(volume: string): Promise<void> {
  await rm(join(stateDirectory(), 'fetched', volume), { recursive: true, force: true });
}

function recordPath(volume: string, key: string): string {
  return join(stateDirectory(), 'fetched', volume, key);
}
