import { isAbsolute } from 'node:path';
import type { OwnFiles } from './own-files.js';

/** A program that tells a secret and has said nothing for as long as this waits for a person. */
const PATIENCE_MILLISECONDS = 120_000;

const MOST_BYTES = 64 * 1024;

export interface OwnProgram {
  readonly argv: readonly [program: string, ...args: string[]];
  readonly input?: string;
  /** Beside that of the machine. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What it says on standard error is not shown: that it knows nothing is no news. */
  readonly quiet?: boolean;
}

/** What a program printed, or why nobody can use it: words without anything that it printed. */
export type Told = { readonly text: string } | { readonly failed: string };

/**
 * Runs a program of this machine: found on PATH without the folders of the workspace, and started in the
 * home folder, so that no file of the repository is run or read by it. What it says on standard error
 * goes to the terminal: it may ask a person to touch a key.
 */
export async function runOwnProgram(
  { argv: [program, ...args], input, environment, quiet = false }: OwnProgram,
  { searchPath, home }: Pick<OwnFiles, 'searchPath' | 'home'>,
  { env, signal }: { env: NodeJS.ProcessEnv; signal: AbortSignal },
): Promise<Told> {
  if (program.includes('/') && !isAbsolute(program))
    return { failed: `${program} is neither a name on PATH nor an absolute path` };
  const { execa } = await import('execa');
  const result = await execa(program, args, {
    cwd: home,
    env: { ...env, ...environment, PATH: searchPath, GIT_DIR: undefined },
    extendEnv: false,
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
    stdout: 'pipe',
    stderr: quiet ? 'ignore' : 'inherit',
    maxBuffer: MOST_BYTES,
    timeout: PATIENCE_MILLISECONDS,
    cancelSignal: signal,
    reject: false,
  });
  signal.throwIfAborted();
  if (!result.failed) return { text: result.stdout };
  return { failed: `${program} ${endOf(result)}` };
}

function endOf(result: {
  readonly timedOut: boolean;
  readonly isMaxBuffer: boolean;
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly code?: string | undefined;
}): string {
  if (result.timedOut) return `did not answer within ${PATIENCE_MILLISECONDS / 1000} s`;
  if (result.isMaxBuffer) return 'printed more than a credential is long';
  if (result.signal !== undefined) return `was ended by ${result.signal}`;
  if (result.exitCode !== undefined) return `ended with exit code ${result.exitCode}`;
  return result.code === 'ENOENT' ? 'was not found' : 'could not be started';
}
