import { isAbsolute } from 'node:path';
import { StatixError } from '@statix/contract';
import { parseBytes } from '@statix/engine';

/** A folder in which builds leave crates and compiled code for machines to come. */
export interface CacheFolderSettings {
  /** Absolute. */
  readonly folder: string;
  /** The trust scope whose builds fill it. Those of another only take from it. */
  readonly scope: string;
  /** Bytes that it may take. */
  readonly limit: number;
}

/** 4 GiB: less than a half of what GitHub keeps for a repository. */
const DEFAULT_LIMIT = 4 * 1024 ** 3;

/** Whose builds share what they compile, by STATIX_TRUST_SCOPE. */
export function trustScopeOf(env: NodeJS.ProcessEnv): string {
  return env['STATIX_TRUST_SCOPE'] ?? 'local';
}

/**
 * Reads STATIX_CACHE_DIR, STATIX_CACHE_DIR_SCOPE and STATIX_CACHE_DIR_LIMIT (bytes, or with k, m, g).
 *
 * @returns undefined where no folder is named
 * @throws StatixError STATIX_ENVIRONMENT_INVALID
 */
export function cacheFolderSettings(env: NodeJS.ProcessEnv): CacheFolderSettings | undefined {
  const { STATIX_CACHE_DIR: folder = '', STATIX_CACHE_DIR_LIMIT: limit = '' } = env;
  if (folder === '') return undefined;
  if (!isAbsolute(folder)) throw invalid('STATIX_CACHE_DIR', folder, 'an absolute path');
  const bytes = limit === '' ? DEFAULT_LIMIT : parseBytes(limit);
  if (bytes === undefined)
    throw invalid('STATIX_CACHE_DIR_LIMIT', limit, 'a size such as 8g, 512m or a number of bytes');
  return { folder, scope: env['STATIX_CACHE_DIR_SCOPE'] ?? trustScopeOf(env), limit: bytes };
}

function invalid(name: string, text: string, expected: string): StatixError {
  return new StatixError({
    code: 'STATIX_ENVIRONMENT_INVALID',
    what: `${name} is '${text}'; expected ${expected}`,
    remedies: [{ text: 'Correct or unset it:', snippet: `unset ${name}` }],
  });
}
