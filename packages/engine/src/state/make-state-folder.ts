import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorMessage, isStatixError, machineFault, StatixError } from '@statix/contract';
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
    throw stateFault(cause, folder);
  }
}

/**
 * What to tell when the state directory cannot be used: the machine's fault, and how to keep the
 * state elsewhere.
 *
 * @param path in the state directory
 * @returns a StatixError of something else as it is
 */
export function stateFault(cause: unknown, path: string): StatixError {
  const fault = machineFault(cause, path);
  if (isStatixError(cause) && fault === cause && !isMachineFault(cause)) return cause;
  return new StatixError({
    code: 'STATIX_STATE_UNWRITABLE',
    what: `Statix cannot keep its state in ${path}`,
    why: fault === undefined ? errorMessage(cause) : `${fault.what}. ${fault.why ?? ''}`.trimEnd(),
    remedies: [
      ...(fault?.remedies ?? []),
      {
        text: 'Or let it keep its state in a folder that you can write to:',
        snippet: 'export STATIX_STATE_DIR=/path/to/a/folder',
      },
    ],
    cause,
  });
}

function isMachineFault({ code }: StatixError): boolean {
  return code === 'STATIX_DISK_FULL' || code.startsWith('STATIX_MACHINE_');
}
