import type { ContainerResult } from '@statix/engine';

/**
 * The words of who could not execute the program: Docker's init (`[FATAL tini (7)] exec /program
 * failed: …`, exit code 126 or 127; or its `fork failed` where one more process is not allowed),
 * Podman's (`ERROR (catatonit:2): failed to exec pid1: …`), runc 1.1 and later, runc before.
 *
 * tini says `No such file or directory` of a file that the kernel does not know as well: its
 * execvp() tries such a file as a script of a shell, which is not there.
 */
const runtimeWords =
  /^(?:\[FATAL tini \(\d+\)\] (?:exec \/program failed: )?|ERROR \(catatonit:\d+\): (?:failed to exec pid1: )?|exec \/program: |standard_init_linux\.go:\d+: exec user process caused: )/;

/**
 * A result that says it if the program was never started. The engine has answered that the container
 * runs before it executes the program; when the kernel then refuses (`exec format error`; `no such
 * file or directory` for a loader that is not there), its init or runtime exits with an error, and its words
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
