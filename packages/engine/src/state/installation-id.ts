import { randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '@statix/contract';
import { makeStateFolder, stateFault } from './make-state-folder.js';

/**
 * A random name for this user's Statix on this machine, 32 hex digits, made on first use. Volumes
 * and containers carry it, so that two machines or users on one engine do not mistake each other's
 * for their own.
 *
 * @throws StatixError STATIX_STATE_UNWRITABLE
 */
export async function installationId(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const folder = await makeStateFolder(env);
  const path = join(folder, 'installation-id');
  const known = await readId(path);
  if (known !== undefined) return known;

  const temporary = join(folder, `.installation-id.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await writeFile(temporary, `${randomBytes(16).toString('hex')}\n`, { flag: 'wx' });
    // link, unlike rename, fails if the name is there: of several processes one decides for all.
    await link(temporary, path);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw stateFault(error, path);
  } finally {
    await rm(temporary, { force: true });
  }
  return (await readId(path)) ?? replaceBroken(path, env);
}

async function readId(path: string): Promise<string | undefined> {
  try {
    const text = (await readFile(path, 'utf8')).trim();
    return /^[0-9a-f]{32}$/.test(text) ? text : undefined;
  } catch {
    return undefined; // Not there yet, or nothing that could be read: then it is replaced.
  }
}

/** The file is there and is no identifier: nothing can refer to it, so it may go. */
async function replaceBroken(path: string, env: NodeJS.ProcessEnv): Promise<string> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch (error) {
    throw stateFault(error, path);
  }
  return installationId(env);
}
