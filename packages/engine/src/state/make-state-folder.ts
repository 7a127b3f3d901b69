import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorMessage, StatixError } from '@statix/contract';
import { stateDirectory } from './state-directory.js';

/**
 * Makes a folder below the state directory and returns its absolute path. Only its owner can read
 * it: build logs may quote sources.
 *
 * @throws StatixError STATIX_STATE_UNWRITABLE
 */
export async function makeStateFolder(env: NodeJS.ProcessEnv, ...below: string[]): Promise<string> {
  const folder = join(stateDirectory(env), ...below);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return folder;
  } catch (cause) {
    throw new StatixError({
      code: 'STATIX_STATE_UNWRITABLE',
      what: `${folder} cannot be made`,
      why: errorMessage(cause),
      remedies: [
        {
          text: 'Let Statix keep its state in a folder that you can write to:',
          snippet: 'export STATIX_STATE_DIR=/path/to/a/folder',
        },
      ],
      cause,
    });
  }
}
