import { readFile } from 'node:fs/promises';
import { readCaBundle, variableNamesNoFile } from '@statix/engine';
import { SITE_FOLDER } from '../definition/recipe-files.js';

/** A file of the build context that comes from this machine and not from the recipe. */
export interface SiteFile {
  readonly path: string;
  readonly content: Buffer;
}

/** Names a file with apt's sources, or other settings of apt's. */
export const SOURCES_VARIABLE = 'STATIX_DEBIAN_SOURCES';

/**
 * The `site` folder of the build context: how this place reaches the network. The recipe mounts it
 * while it downloads and keeps nothing of it.
 *
 * @throws StatixError STATIX_ENVIRONMENT_INVALID if a STATIX_* variable names no readable file
 */
export async function siteFiles(env: NodeJS.ProcessEnv): Promise<SiteFile[]> {
  const files: SiteFile[] = [{ path: `${SITE_FOLDER}/.keep`, content: Buffer.alloc(0) }];
  const ca = readCaBundle(env);
  if (ca !== undefined) files.push({ path: `${SITE_FOLDER}/ca.pem`, content: ca.content });
  const sources = await readNamed(env, SOURCES_VARIABLE);
  if (sources !== undefined) {
    const name = sourcesName(env[SOURCES_VARIABLE] ?? '');
    files.push({ path: `${SITE_FOLDER}/${name}`, content: sources });
  }
  return files;
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
    throw variableNamesNoFile(variable, cause);
  }
}
