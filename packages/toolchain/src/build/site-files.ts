import { readFile } from 'node:fs/promises';
import { errorMessage, StatixError } from '@statix/contract';
import { SITE_FOLDER } from '../definition/recipe-files.js';

/** A file of the build context that comes from this machine and not from the recipe. */
export interface SiteFile {
  readonly path: string;
  readonly content: Buffer;
}

/** A name that is ours means what it says; the others are often set for something else. */
const OWN_CA_VARIABLE = 'STATIX_CA_BUNDLE';
const CA_VARIABLES = ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS', 'CARGO_HTTP_CAINFO'];
const SOURCES_VARIABLE = 'STATIX_DEBIAN_SOURCES';
const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY'];

/**
 * The `site` folder of the build context: how this place reaches the network. The recipe mounts it
 * while it downloads and keeps nothing of it.
 *
 * @throws StatixError STATIX_ENVIRONMENT_INVALID if a STATIX_* variable names no readable file
 */
export async function siteFiles(env: NodeJS.ProcessEnv): Promise<SiteFile[]> {
  const files: SiteFile[] = [{ path: `${SITE_FOLDER}/.keep`, content: Buffer.alloc(0) }];
  const ca = (await readNamed(env, OWN_CA_VARIABLE)) ?? (await readFirst(env, CA_VARIABLES));
  if (ca !== undefined) files.push({ path: `${SITE_FOLDER}/ca.pem`, content: ca });
  const sources = await readNamed(env, SOURCES_VARIABLE);
  if (sources !== undefined) {
    const name = sourcesName(env[SOURCES_VARIABLE] ?? '');
    files.push({ path: `${SITE_FOLDER}/${name}`, content: sources });
  }
  return files;
}

/**
 * The proxies of this environment as build arguments. Docker knows these names and leaves them out
 * of the history and of what decides whether a step is cached (Dockerfile reference, "Predefined
 * ARGs").
 */
export function proxyArguments(env: NodeJS.ProcessEnv): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of PROXY_VARIABLES.flatMap((upper) => [upper, upper.toLowerCase()])) {
    const value = env[name];
    if (value !== undefined && value !== '') found[name] = value;
  }
  return found;
}

/** apt tells the two forms of its sources apart by the file's name; other settings are apt.conf. */
function sourcesName(path: string): string {
  if (path.endsWith('.list')) return 'sources.list';
  return path.endsWith('.conf') ? 'apt.conf' : 'debian.sources';
}

async function readNamed(env: NodeJS.ProcessEnv, variable: string): Promise<Buffer | undefined> {
  const path = env[variable];
  if (path === undefined || path === '') return undefined;
  try {
    return await readFile(path);
  } catch (cause) {
    throw new StatixError({
      code: 'STATIX_ENVIRONMENT_INVALID',
      what: `${variable} names a file that cannot be read`,
      why: errorMessage(cause),
      remedies: [{ text: 'Correct or unset it:', snippet: `unset ${variable}` }],
      cause,
    });
  }
}

async function readFirst(
  env: NodeJS.ProcessEnv,
  variables: readonly string[],
): Promise<Buffer | undefined> {
  for (const variable of variables) {
    const path = env[variable];
    if (path === undefined || path === '') continue;
    try {
      return await readFile(path);
    } catch {
      // Set for another program, or for another machine.
    }
  }
  return undefined;
}
