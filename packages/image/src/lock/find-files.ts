import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StatixError, type ImageLock, type LockedFile } from '@statix/contract';
import { fileName, FILES_VARIABLE } from '@statix/toolchain';
import type { HttpClient } from '../archive/http-client.js';
import { atOnce } from './at-once.js';
import { fileAddresses } from '../archive/file-providers.js';

export type SoughtFile = Pick<LockedFile, 'path' | 'size' | 'upstream'>;

/** How many requests at a time: a mirror serves that many, and more would not be quicker. */
const AT_ONCE = 16;

/**
 * Which of these files some provider has: the folder of this machine, the archive, its snapshot,
 * upstream. Asks for names and sizes only; a build checks every sha256.
 *
 * @returns the paths of those that can be had
 * @throws StatixError STATIX_ARCHIVE_UNREACHABLE if the archive itself does not answer: then nothing
 *   can be said of what it has
 */
export async function findFiles(
  files: readonly SoughtFile[],
  providers: ImageLock['providers'],
  client: HttpClient,
  { signal, env }: { signal: AbortSignal; env: NodeJS.ProcessEnv },
): Promise<Set<string>> {
  const found = new Set<string>();
  const once = new Map(files.map((file) => [file.path, file]));
  await atOnce(AT_ONCE, once.values(), async (file) => {
    if (await canBeHad(file, providers, client, signal, env)) found.add(file.path);
  });
  return found;
}

async function canBeHad(
  file: SoughtFile,
  providers: ImageLock['providers'],
  client: HttpClient,
  signal: AbortSignal,
  env: NodeJS.ProcessEnv,
): Promise<boolean> {
  if (await isInFolder(file, env)) return true;
  for (const { provider, url } of fileAddresses(file, providers, client.mirrors)) {
    const answer = await client.request('HEAD', url, signal);
    if (answer.status === 'there') {
      answer.body.destroy();
      if (answer.size === undefined || answer.size === file.size) return true;
    }
    if (answer.status === 'unreachable' && provider === 'archive') {
      throw archiveUnreachable(file, answer.why);
    }
  }
  return false;
}

async function isInFolder(file: SoughtFile, env: NodeJS.ProcessEnv): Promise<boolean> {
  const folder = env[FILES_VARIABLE];
  if (folder === undefined || folder === '') return false;
  const facts = await stat(join(folder, fileName(file))).catch(() => undefined);
  return facts?.isFile() === true && facts.size === file.size;
}

function archiveUnreachable({ path }: SoughtFile, why: string): StatixError {
  return new StatixError({
    code: 'STATIX_ARCHIVE_UNREACHABLE',
    what: `The archive of ${fileName({ path })} cannot be reached`,
    why,
    remedies: [
      {
        text: 'Behind a proxy or a mirror:',
        snippet:
          'export HTTPS_PROXY=… STATIX_CA_BUNDLE=/path/ca.pem STATIX_DEBIAN_SOURCES=/path/debian.sources',
      },
      {
        text: 'Without a network, build from a folder that image-fetch filled:',
        snippet: `export ${FILES_VARIABLE}=/path/to/folder`,
      },
    ],
  });
}
