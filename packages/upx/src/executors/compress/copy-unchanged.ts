import { createReadStream } from 'node:fs';
import { digestFile, StatixError, writeFileDurably } from '@statix/contract';

/**
 * Copies a file that lies where others may write, and takes the copy for it only with the hash that it had
 * before.
 *
 * @param mode of the copy; that of a new file when absent
 * @throws StatixError STATIX_UPX_CHANGED, and nothing is at `to` then
 */
export async function copyUnchanged(
  { path, sha256 }: { readonly path: string; readonly sha256: string },
  to: string,
  mode?: number,
): Promise<void> {
  await writeFileDurably(to, createReadStream(path), {
    ...(mode === undefined ? {} : { mode }),
    check: async (copy) => {
      const copied = await digestFile(copy);
      if (copied === sha256) return;
      throw new StatixError({
        code: 'STATIX_UPX_CHANGED',
        what: `${path} changed after it was looked at; it is not delivered`,
        why: `Copied sha256 ${copied}, before ${sha256}.`,
        remedies: ['Wait for the process that writes it, then run this again.'],
      });
    },
  });
}
