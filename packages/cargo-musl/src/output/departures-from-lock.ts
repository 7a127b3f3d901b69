import { join } from 'node:path/posix';
import { lockDepartures, parseLockfile } from '@statix/cargo';
import type { StoppedContainer } from '@statix/engine';
import type { Session } from '../phases/session.js';

/**
 * What Cargo resolved otherwise than the lock it was given says: it leaves its own in the place of
 * that. The build is not `--locked`, for the lock is cut down to the program and may still hold what
 * only features of others need; this is the part of `--locked` that counts.
 */
export async function departuresFromLock(
  container: StoppedContainer,
  { plan, contract }: Pick<Session, 'plan' | 'contract'>,
): Promise<string[]> {
  const given = plan.documents.find(({ path }) => path === plan.lockfile);
  if (given === undefined) return [];
  const { content } = await container.getFile(join(contract.paths.workspace, plan.lockfile));
  const written = await readText(content, given.content.length);
  if (written === undefined) return [`${plan.lockfile} was overwritten`];
  return lockDepartures(
    parseLockfile(given.content, plan.lockfile),
    parseLockfile(written, plan.lockfile),
  );
}

/** A build script may write there too; Cargo's own is about as long as what it was given. */
async function readText(
  content: AsyncIterable<unknown>,
  expectedLength: number,
): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of content) {
    if (!Buffer.isBuffer(chunk)) continue;
    length += chunk.length;
    if (length > 2 * expectedLength + 65_536) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
