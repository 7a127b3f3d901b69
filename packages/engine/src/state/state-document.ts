import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, errorCode, parseDocument, writeFileDurably } from '@statix/contract';
import type { z } from 'zod';
import { makeStateFolder } from './make-state-folder.js';
import { stateDirectory } from './state-directory.js';
import { withLock } from './with-lock.js';

/** A JSON document in the state directory that all processes of this machine share. */
export interface StateDocument<Content> {
  /**
   * What it holds, or the empty one where there is no file yet.
   *
   * @throws StatixError STATIX_DOCUMENT_INVALID, with the command that removes it
   */
  read(env: NodeJS.ProcessEnv): Promise<Content>;
  /** Replaces it under a lock; nothing is written where the edit gives back what it was given. */
  change(env: NodeJS.ProcessEnv, edit: (content: Content) => Content): Promise<void>;
}

/**
 * @param file its name in the state directory
 * @param withoutIt what follows from removing it: "images are then built again"
 */
export function stateDocument<Content>(
  file: string,
  schema: z.ZodType<Content>,
  empty: Content,
  withoutIt: string,
): StateDocument<Content> {
  async function read(env: NodeJS.ProcessEnv): Promise<Content> {
    const path = join(stateDirectory(env), file);
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return empty;
      throw error;
    }
    const remedy = { text: `Remove it; ${withoutIt}:`, snippet: `rm ${path}` };
    return parseDocument(text, path, schema, [remedy]);
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
          await writeFileDurably(join(stateDirectory(env), file), canonicalJson(after));
        },
        { env },
      ),
  };
}
