import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { errorCode, errorMessage, StatixError } from '@statix/contract';
import * as z from 'zod';
import { parseEngineAddress, type EngineAddress } from './engine-address.js';

const configSchema = z.object({ currentContext: z.string().optional() });

const metaSchema = z.object({
  Endpoints: z.object({
    docker: z
      .object({ Host: z.string().optional(), SkipTLSVerify: z.boolean().optional() })
      .optional(),
  }),
});

/** `$DOCKER_CONFIG`, else `~/.docker`. */
export function dockerConfigFolder(env: NodeJS.ProcessEnv): string {
  const configured = env['DOCKER_CONFIG'];
  if (configured !== undefined && configured !== '') return configured;
  return join(env['HOME'] ?? homedir(), '.docker');
}

/**
 * Name and address of the docker context in use (`$DOCKER_CONTEXT`, else `currentContext` of config.json),
 * or undefined if that is the default one. Docker Desktop, Colima, OrbStack and Rancher Desktop are
 * found this way.
 *
 * @throws StatixError STATIX_DOCKER_CONTEXT_INVALID
 */
export async function dockerContextAddress(
  env: NodeJS.ProcessEnv,
): Promise<{ readonly name: string; readonly address: EngineAddress } | undefined> {
  const folder = dockerConfigFolder(env);
  const name = env['DOCKER_CONTEXT'] ?? (await currentContext(join(folder, 'config.json')));
  if (name === undefined || name === '' || name === 'default') return undefined;

  // The folder of a context is named by the digest of its name (docker/cli, cli/context/store).
  const digest = createHash('sha256').update(name).digest('hex');
  const path = join(folder, 'contexts', 'meta', digest, 'meta.json');
  const text = await readText(path);
  const docker = text === undefined ? undefined : parse(text, metaSchema, path).Endpoints.docker;
  const { Host: host = '', SkipTLSVerify: unverified = false } = docker ?? {};
  if (host === '') throw invalid(path, `The context '${name}' names no host.`);

  // Each of its files is optional (docker/cli, cli/context/docker/load.go).
  const certificates = join(folder, 'contexts', 'tls', digest, 'docker');
  const secure = unverified || (await exists(certificates));
  const address = await parseEngineAddress(
    host,
    `The docker context '${name}'`,
    secure ? { folder: certificates, verify: !unverified, caOptional: true } : undefined,
  );
  return { name, address };
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return false;
    throw invalid(path, errorMessage(error), error);
  }
}

async function currentContext(path: string): Promise<string | undefined> {
  const text = await readText(path);
  return text === undefined ? undefined : parse(text, configSchema, path).currentContext;
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return undefined;
    throw invalid(path, errorMessage(error), error);
  }
}

function parse<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  path: string,
): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw invalid(path, 'It is not of the form that the docker command writes.', cause);
  }
}

function invalid(path: string, why: string, cause?: unknown): StatixError {
  return new StatixError({
    code: 'STATIX_DOCKER_CONTEXT_INVALID',
    what: `The docker context in use cannot be read from ${path}`,
    why,
    remedies: [
      {
        text: 'Choose a context that works:',
        snippet: 'docker context ls\ndocker context use NAME',
      },
      { text: 'Or name the engine:', snippet: 'export DOCKER_HOST=unix:///var/run/docker.sock' },
    ],
    cause,
  });
}
