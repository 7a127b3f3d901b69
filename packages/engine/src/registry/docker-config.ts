import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { errorCode, StatixError } from '@statix/contract';
import * as z from 'zod';

const entrySchema = z.object({
  auth: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  identitytoken: z.string().optional(),
});

const configSchema = z.object({
  auths: z.record(z.string(), entrySchema).optional(),
  credsStore: z.string().optional(),
  credHelpers: z.record(z.string(), z.string()).optional(),
});

/** The parts of Docker's `config.json` that say who one is. */
export type DockerConfig = z.infer<typeof configSchema> & { readonly path: string };

/** `$DOCKER_CONFIG/config.json`, else `~/.docker/config.json`. */
export function dockerConfigPath(env: NodeJS.ProcessEnv): string {
  const folder = env['DOCKER_CONFIG'];
  if (folder !== undefined && folder !== '') return join(folder, 'config.json');
  const home = env['HOME'];
  return join(home !== undefined && home !== '' ? home : homedir(), '.docker', 'config.json');
}

/**
 * Reads Docker's configuration; one that is not there is empty.
 *
 * @throws StatixError STATIX_DOCKER_CONFIG_INVALID; nothing of the file's content is in it, since
 *   that may be a password
 */
export async function readDockerConfig(path: string): Promise<DockerConfig> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { path };
    throw invalid(path, `It cannot be read (${errorCode(error) ?? 'unknown reason'}).`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // JSON.parse quotes the text around the mistake.
    throw invalid(path, 'It is no JSON.');
  }
  const parsed = configSchema.safeParse(value);
  if (parsed.success) return { ...parsed.data, path };
  const places = parsed.error.issues.map((issue) => issue.path.join('.') || '(top)');
  throw invalid(path, `These are not of the expected form: ${places.join(', ')}.`);
}

function invalid(path: string, why: string): StatixError {
  return new StatixError({
    code: 'STATIX_DOCKER_CONFIG_INVALID',
    what: `The configuration of Docker at ${path} cannot be used`,
    why,
    remedies: [
      { text: 'Move it away and log in again:', snippet: `mv ${path} ${path}.old && docker login` },
    ],
  });
}
