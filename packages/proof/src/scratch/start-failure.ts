import type { ContainerResult } from '@statix/engine';

/** runc 1.1 and later; runc before (`standard_init_linux.go:228: exec user process caused: …`). */
const runtimeWords =
  /^(?:exec \/program: |standard_init_linux\.go:\d+: exec user process caused: )/;

/**
 * A result that says it if the program was never started. runc has answered that the container
 * runs before it executes the program; when the kernel then refuses (`exec format error`; `no such
 * file or directory` for a loader that is not there), runc itself exits with an error, and its words
 * are the only output there is. A program could print the same and would only harm itself: its
 * exit code is an error in any case.
 */
export function withStartFailure(
  result: ContainerResult,
  { stdout, stderr }: { stdout: Buffer; stderr: Buffer },
): ContainerResult {
  const words = stderr.toString('utf8').trimEnd();
  const failed =
    result.exitCode !== 0 &&
    result.startError === undefined &&
    stdout.byteLength === 0 &&
    runtimeWords.test(words) &&
    !words.includes('\n');
  return failed ? { ...result, startError: words.replace(runtimeWords, '') } : result;
}
