import { lockDepartures, parseLockfile, type CutFile } from '@statix/cargo';
import type { JobFile, JobFiles } from '../workbench/workbench.js';

/**
 * What Cargo resolved otherwise than the lock it was given says: it leaves its own in the place of
 * that. No job is `--locked`, for the lock is cut down to the program and may still hold what only
 * features of others need; this is the part of `--locked` that counts.
 *
 * @param workspace absolute folder of the repository on the workbench
 * @throws StatixError STATIX_LOCKFILE_INVALID for what is no lock any more
 */
export async function departuresFromLock(
  files: JobFiles,
  given: CutFile,
  workspace: string,
): Promise<string[]> {
  const path = `${workspace}/${given.path}`;
  // Mostly it is as it was put there, and reading it costs as much as the binary.
  if (await files.isUntouched(path)) return [];
  const file = await files.open(path);
  const written = file && (await readText(file, given.content.length));
  if (written === undefined) return [`${given.path} was removed or overwritten`];
  return lockDepartures(
    parseLockfile(given.content, given.path),
    parseLockfile(written, given.path),
  );
}

/** A build script may write there too; Cargo's own is about as long as what it was given. */
async function readText({ content }: JobFile, expectedLength: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of content) {
    if (!Buffer.isBuffer(chunk)) continue;
    length += chunk.length;
    // Leaving the loop destroys the stream.
    if (length > 2 * expectedLength + 65_536) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
