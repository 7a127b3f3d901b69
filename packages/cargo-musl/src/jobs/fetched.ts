import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isStatixError, writeFileDurably } from '@statix/contract';
import { parseLockfile } from '@statix/cargo';
import { stateDirectory } from '@statix/engine';

/** What a fetch for a package brings, and by which configuration. */
export interface FetchNeed {
  /** sha256 of the Cargo configuration of the fetch. */
  readonly config: string;
  /** The locked crates that are not of the repository. */
  readonly crates: readonly string[];
}

export function fetchNeed(lock: { path: string; content: string }, config: string): FetchNeed {
  return {
    config: sha256(config),
    crates: parseLockfile(lock.content, lock.path).flatMap(({ name, version, source, checksum }) =>
      source === undefined ? [] : [[name, version, source, checksum ?? ''].join(' ')],
    ),
  };
}

/**
 * Whether earlier fetches together brought all that is needed. A hint that saves a job: if the store was
 * emptied since, the build without network says so and the crates are fetched again. What cannot be
 * read counts as not fetched.
 *
 * @param store name of the workbench's store of crates
 */
export async function isFetched(store: string, need: FetchNeed): Promise<boolean> {
  const folder = recordFolder(store, need);
  try {
    const records = await readdir(folder);
    const brought = new Set<string>();
    for (const record of records)
      for (const line of (await readFile(join(folder, record), 'utf8')).split('\n'))
        brought.add(line);
    return records.length > 0 && need.crates.every((crate) => brought.has(crate));
  } catch {
    return false;
  }
}

/** A record that cannot be written only costs the next build a fetch. */
export async function recordFetch(store: string, need: FetchNeed): Promise<void> {
  const text = need.crates.map((crate) => `${crate}\n`).join('');
  try {
    await writeFileDurably(join(recordFolder(store, need), sha256(text)), text);
  } catch (error) {
    if (!isStatixError(error)) throw error;
  }
}

/** Forgets all that is recorded of the store. */
export async function forgetFetch(store: string): Promise<void> {
  await rm(join(stateDirectory(), 'fetched', store), { recursive: true, force: true });
}

function recordFolder(store: string, { config }: FetchNeed): string {
  return join(stateDirectory(), 'fetched', store, config);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
