import { StatixError } from '@statix/contract';
import * as z from 'zod';

const answerSchema = z.object({ Username: z.string(), Secret: z.string() });

export interface HelperAnswer {
  readonly username: string;
  readonly secret: string;
}

/** A helper may have to ask a keychain or a person. */
const DEADLINE_MILLISECONDS = 60_000;
/** Tokens are a few thousand characters long. */
const MOST_CHARACTERS = 1_000_000;
/** What every helper says when it has nothing (docker-credential-helpers, credentials/error.go). */
const NOTHING_KNOWN = 'credentials not found in native keychain';

/**
 * Asks `docker-credential-<name> get` for what it has for a registry: the server's address on stdin,
 * JSON on stdout.
 *
 * @returns undefined if it knows none
 * @throws StatixError STATIX_CREDENTIAL_HELPER_FAILED, without anything that the helper printed on
 *   success
 */
export async function askCredentialHelper(
  name: string,
  registry: string,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<HelperAnswer | undefined> {
  const program = `docker-credential-${name}`;
  // A name with a slash would be a path: config.json decides which helper runs, not which file.
  if (!/^[\w.-]+$/.test(name)) throw failed(program, registry, 'That is no name of a helper.');
  const { output, exitCode } = await run(program, registry, env, signal);
  if (exitCode !== 0) {
    if (output.includes(NOTHING_KNOWN)) return undefined;
    const said = output.trim().slice(0, 400);
    throw failed(program, registry, `It ended with exit code ${exitCode}: ${said}`);
  }
  const answer = answerSchema.safeParse(parseJson(output));
  if (!answer.success) throw failed(program, registry, 'Its answer is not of the expected form.');
  return { username: answer.data.Username, secret: answer.data.Secret };
}

async function run(
  program: string,
  registry: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<{ output: string; exitCode: number }> {
  signal?.throwIfAborted();
  // execa is an ES module, and Nx imports this package on every command.
  const { execa } = await import('execa');
  const result = await execa(program, ['get'], {
    env,
    extendEnv: false,
    input: registry,
    stderr: 'ignore',
    reject: false,
    timeout: DEADLINE_MILLISECONDS,
    killSignal: 'SIGKILL',
    maxBuffer: MOST_CHARACTERS,
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  });
  signal?.throwIfAborted();
  if (result.timedOut) throw failed(program, registry, 'It gave no answer within 60 s.');
  if (result.isMaxBuffer) throw failed(program, registry, 'Its answer does not end.');
  if (result.exitCode !== undefined) return { output: result.stdout, exitCode: result.exitCode };
  if (result.signal !== undefined) return { output: result.stdout, exitCode: 1 };
  const why =
    result.code === 'ENOENT'
      ? 'There is no such program in PATH.'
      : `It could not be run (${result.code ?? 'unknown reason'}).`;
  throw failed(program, registry, why);
}

function parseJson(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}

function failed(program: string, registry: string, why: string): StatixError {
  return new StatixError({
    code: 'STATIX_CREDENTIAL_HELPER_FAILED',
    what: `${program} gave no credentials for ${registry}`,
    why,
    remedies: [
      { text: 'Try it by hand:', snippet: `echo ${registry} | ${program} get` },
      'Or take it out of "credsStore" or "credHelpers" in Docker’s config.json and log in again.',
    ],
  });
}
