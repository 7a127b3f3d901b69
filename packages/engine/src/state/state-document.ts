import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import {
  canonicalJson,
  errorCode,
  errorMessage,
  isStatixError,
  neutralise,
  parseDocument,
  writeFileDurably,
} from '@statix/contract';
import type { z } from 'zod';
import { makeStateFolder, stateFault } from './make-state-folder.js';
import { stateDirectory } from './state-directory.js';
import { withLock } from './with-lock.js';

/**
 * A JSON document in the state directory that all processes of this machine share. It keeps books
 * and nothing else: one that cannot be read is put aside, said once, and never stops a build.
 */
export interface StateDocument<Content> {
  /** What it holds, or the empty one where there is no file yet, or none that can be read. */
  read(env: NodeJS.ProcessEnv): Promise<Content>;
  /**
   * Replaces it under a lock; nothing is written where the edit gives back what it was given.
   *
   * @throws StatixError STATIX_STATE_UNWRITABLE
   */
  change(env: NodeJS.ProcessEnv, edit: (content: Content) => Content): Promise<void>;
}

/**
 * @param file its name in the state directory
 * @param withoutIt what follows from losing it: "images are then built again"
 */
export function stateDocument<Content>(
  file: string,
  schema: z.ZodType<Content>,
  empty: Content,
  withoutIt: string,
): StateDocument<Content> {
  async function read(env: NodeJS.ProcessEnv): Promise<Content> {
    const path = join(stateDirectory(env), file);
    let text: string | undefined;
    try {
      text = await readFile(path, 'utf8');
      return parseDocument(text, path, schema);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return empty;
      // Another process may have put it aside and written a good one meanwhile.
      const now = await readFile(path, 'utf8').catch(() => undefined);
      if (now === text) await putAside(path, error, withoutIt);
      return empty;
    }
  }

  return {
    read,
    change: (env, edit) =>
      withLock(
        file,
        async () => {
          const before = await read(env);
          const after = edit(before);
          if (after === before) return;
          await makeStateFolder(env);
          const path = join(stateDirectory(env), file);
          try {
            await writeFileDurably(path, canonicalJson(after));
          } catch (error) {
            throw stateFault(error, path);
          }
        },
        { env },
      ),
  };
}

/** Paths of files that could not be moved: of them it is said once as well. */
const said = new Set<string>();

async function putAside(path: string, cause: unknown, withoutIt: string): Promise<void> {
  const aside = `${path}.broken`;
  const moved = await rename(path, aside).then(
    () => true,
    () => false,
  );
  if (!moved && said.has(path)) return;
  said.add(path);
  const reason = (isStatixError(cause) ? cause.excerpt[0] : undefined) ?? errorMessage(cause);
  process.stderr.write(
    neutralise(
      `${path} cannot be read (${reason})${moved ? ` and was moved to ${aside}` : ''}; ${withoutIt}.`,
    ) + '\n',
  );
}
