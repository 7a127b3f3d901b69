import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const MANIFEST_SUFFIX = '.stamp.json';

/**
 * Removes what an earlier run wrote, which its manifests name: a program that is no longer stamped leaves none
 * behind that says it is of a revision.
 */
export async function removeOldStamps(folder: string): Promise<void> {
  const entries = await readdir(folder).catch(() => []);
  const names = entries
    .filter((entry) => entry.endsWith(MANIFEST_SUFFIX))
    .map((entry) => entry.slice(0, -MANIFEST_SUFFIX.length))
    .filter((name) => name !== '' && name !== '.' && name !== '..');
  // The manifest last: it is what names the others, if this is interrupted.
  for (const name of names) {
    for (const file of [name, `${name}.verify.json`, `${name}${MANIFEST_SUFFIX}`]) {
      await rm(join(folder, file), { force: true });
    }
  }
}
