import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode, errorMessage, StatixError } from '@statix/contract';
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
    throw stateUnwritable(folder, 'made', cause);
  }
}

/** Errors by which a file system says that it takes nothing: full, read-only, or not for this user. */
const UNWRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR', 'EISDIR']);

/** A fault of the state folder as an error that says what to do; any other error as it is. */
export function explainStateFault(path: string, cause: unknown): unknown {
  const known = UNWRITABLE.has(errorCode(cause) ?? '');
  return known ? stateUnwritable(path, 'written', cause) : cause;
}

function stateUnwritable(path: string, done: 'made' | 'written', cause: unknown): StatixError {
  return new StatixError({
    code: 'STATIX_STATE_UNWRITABLE',
    what: `${path} cannot be ${done}`,
    why: errorMessage(cause),
    remedies: [
      {
        text: 'See whose the folder is, and whether its disk is full:',
        snippet: `ls -ld ${dirname(path)}; df -h ${dirname(path)}`,
      },
      {
        text: 'Or let Statix keep its state in a folder that you can write to:',
        snippet: 'export STATIX_STATE_DIR=/path/to/a/folder',
      },
    ],
    cause,
  });
}
