import { StatixError } from '@statix/contract';
import { isBelow } from './container-path.js';

interface RunSettings {
  readonly expectedExitCode?: unknown;
  readonly expectedSignal?: unknown;
  readonly ready?: unknown;
  readonly probe?: unknown;
  readonly stop?: unknown;
}

/**
 * Refuses options of a run that cannot all be meant.
 *
 * @throws StatixError STATIX_OPTION_INVALID
 */
export function refuseContradictions(
  run: string,
  { expectedExitCode, expectedSignal, ready, probe, stop }: RunSettings,
  {
    files,
    writablePaths,
  }: { readonly files: readonly string[]; readonly writablePaths: readonly string[] },
): void {
  if (expectedExitCode !== undefined && expectedSignal !== undefined) {
    throw contradiction(
      run,
      'A program ends with an exit code or by a signal: expectedExitCode and expectedSignal exclude each other.',
      'Leave one of them out.',
    );
  }
  if (stop !== undefined && ready === undefined && probe === undefined) {
    throw contradiction(
      run,
      'It has stop, and nothing says when the program is to be stopped.',
      'Say when it is ready: `ready` with a pattern for standard output or a port, or `probe`.',
    );
  }
  for (const file of files) {
    const folder = writablePaths.find((path) => isBelow(file, path));
    if (folder !== undefined) {
      throw contradiction(
        run,
        `${folder} is an empty folder in memory, which hides the file ${file}.`,
        'Put the file elsewhere, or make another folder writable.',
      );
    }
    const inside = files.find((other) => other !== file && isBelow(other, file));
    if (inside !== undefined) {
      throw contradiction(run, `${file} is a file, and ${inside} lies in it.`, 'Move one of them.');
    }
  }
}

function contradiction(run: string, why: string, remedy: string): StatixError {
  return new StatixError({
    code: 'STATIX_OPTION_INVALID',
    what: `The options of the run '${run}' contradict each other`,
    why,
    remedies: [remedy],
  });
}
