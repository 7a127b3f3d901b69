import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Removes the programs and reports that an earlier run of a step wrote, which its manifests name: one that the
 * step no longer makes leaves nothing behind that says it is proven.
 *
 * @param manifestSuffix what the names of the step's manifests end in: `.compress.json`
 * @param otherSuffixes of what else the step writes beside a program
 */
export async function removeEarlier(
  folder: string,
  manifestSuffix: string,
  otherSuffixes: readonly string[] = [],
): Promise<void> {
  const entries = await readdir(folder).catch(() => []);
  const names = entries
    .filter((entry) => entry.endsWith(manifestSuffix))
    .map((entry) => entry.slice(0, -manifestSuffix.length))
    .filter((name) => name !== '' && name !== '.' && name !== '..');
  // The manifest last: it is what names the others, if this is interrupted.
  for (const name of names) {
    for (const suffix of ['', '.verify.json', ...otherSuffixes, manifestSuffix]) {
      await rm(join(folder, `${name}${suffix}`), { force: true });
    }
  }
}
