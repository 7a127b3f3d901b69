import type { Ended } from './ended.js';

/** A program that does not end by itself is killed so long after it was asked to. */
const GRACE_MILLISECONDS = 2_000;

/** Runs a program as a child of this process, in a folder, with all that this process has. */
export async function runHere({
  program,
  arguments: args,
  folder,
  signal,
}: {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly folder: string;
  readonly signal: AbortSignal;
}): Promise<Ended> {
  // execa is an ES module, and this package is loaded as CommonJS.
  const { execa } = await import('execa');
  const result = await execa(program, args, {
    cwd: folder,
    stdio: 'inherit',
    reject: false,
    cancelSignal: signal,
    forceKillAfterDelay: GRACE_MILLISECONDS,
  });
  const { exitCode, signal: killedBy } = result;
  const started = exitCode !== undefined || killedBy !== undefined;
  return {
    exitCode,
    signal: killedBy,
    ...(started ? {} : { startError: 'cause' in result ? String(result.cause) : 'unknown' }),
  };
}
