import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { StatixError, type ImageLock } from '@statix/contract';
import { FILES_VARIABLE, LOCK_COMMAND, requireLock } from '@statix/toolchain';
import { httpClient } from '../../archive/http-client.js';
import { atOnce } from '../../lock/at-once.js';
import { fetchFile, type FetchSource } from '../../lock/fetch-file.js';
import { readRecipeDefinition } from '../../lock/recipe-definition.js';
import { filesByOwner } from './plan.js';

/** A mirror serves that many at a time, and more would not be quicker. */
const AT_ONCE = 8;

/**
 * Puts every file of the lock into a folder: what an image can be built from without a network, and
 * for as long as the folder is kept. Needs no engine. What is there already is kept; what cannot be
 * had is named, and the rest is fetched all the same.
 *
 * @throws StatixError STATIX_IMAGE_NOT_LOCKED, STATIX_LOCK_UNAVAILABLE naming what cannot be had
 */
export async function fetchFiles(
  workspaceRoot: string,
  options: { definition: string; folder: string; channel?: string | undefined },
  {
    signal,
    report,
    env = process.env,
  }: { signal: AbortSignal; report: (line: string) => void; env?: NodeJS.ProcessEnv },
): Promise<void> {
  const definition = await readRecipeDefinition(workspaceRoot, options.definition, options.channel);
  const lock = await requireLock(definition);
  if (lock === undefined) throw notLockable(options.definition);
  const folder = resolve(workspaceRoot, options.folder);
  await mkdir(folder, { recursive: true });
  const client = await httpClient(env);
  const named = env[FILES_VARIABLE];
  const other = named === undefined || named === '' ? undefined : resolve(named);
  try {
    const source = {
      client,
      providers: lock.providers,
      otherFolder: other === folder ? undefined : other,
    };
    const { fetched, present, missing } = await fetchAll(lock, folder, source, signal);
    report(`${folder}: ${fetched} fetched, ${present} were there`);
    if (missing.length > 0) throw unavailable(missing);
    report(`Build from it, without a network:  export ${FILES_VARIABLE}=${folder}`);
  } finally {
    await client.close();
  }
}

async function fetchAll(
  lock: ImageLock,
  folder: string,
  source: FetchSource,
  signal: AbortSignal,
): Promise<{ fetched: number; present: number; missing: string[] }> {
  const missing: string[] = [];
  const counted = { fetched: 0, present: 0 };
  await atOnce(AT_ONCE, filesByOwner(lock), async ({ owner, file }) => {
    signal.throwIfAborted();
    const outcome = await fetchFile(file, folder, source, signal);
    if (outcome.status === 'nowhere') {
      missing.push(`${owner}: ${file.path} (${outcome.answers.join('; ')})`);
    } else {
      counted[outcome.status] += 1;
    }
  });
  return { ...counted, missing: missing.sort() };
}

function unavailable(missing: readonly string[]): StatixError {
  return new StatixError({
    code: 'STATIX_LOCK_UNAVAILABLE',
    what: `${missing.length} files of the lock cannot be had`,
    excerpt: missing,
    remedies: [
      { text: 'Move the lock to versions that can be had:', snippet: `${LOCK_COMMAND} --ifNeeded` },
      `Or name a folder that has them in ${FILES_VARIABLE}.`,
    ],
  });
}

function notLockable(definition: string): StatixError {
  return new StatixError({
    code: 'STATIX_IMAGE_NOT_LOCKED',
    what: `The recipe of ${definition} has no lock`,
    why: 'It has no sources.json, so nothing says which files it is made of.',
  });
}
