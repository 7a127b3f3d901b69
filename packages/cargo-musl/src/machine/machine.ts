import { StatixError } from '@statix/contract';
import { parseBytes } from '@statix/engine';
import {
  cacheFolderSettings,
  cacheLimit,
  trustScopeOf,
  type CacheFolderSettings,
} from '@statix/toolchain';

/** Settings of the machine, not of the result: never options, because Nx hashes every option. */
export interface Machine {
  readonly uid: number;
  readonly gid: number;
  /** cargo's parallel jobs; cargo decides when absent. */
  readonly jobs: number | undefined;
  readonly limits: { pids: number; memoryBytes?: number; cpus?: number };
  readonly trustScope: string;
  readonly sharing: Sharing;
  /** Whether the C and C++ compiler keeps its results. */
  readonly compilerCache: boolean;
  /** What downloads crates: cargo in a container, or that of this machine, with all that it can reach. */
  readonly fetch: Fetcher;
  /** Whether fetches may ask this user's ssh agent. */
  readonly sshAgent: boolean;
  /** Bytes that the build volumes of all workspaces may take. */
  readonly cacheLimit: number;
  /** Of what outlives the machine; undefined where nothing does, or nothing may be taken from it. */
  readonly cacheDir: CacheDir | undefined;
}

/** A folder in which builds leave crates and compiled code for machines to come. */
export interface CacheDir extends CacheFolderSettings {
  /** Whether results of the C and C++ compiler are kept, which outlive the machine here. */
  readonly compilerCache: boolean;
}

/**
 * Whose compiled crates of registries a project takes: `scope`, those of any project of the trust scope;
 * `closure`, those of builds in which no crate ran that is not one of its own; `none`, nobody's.
 */
export type Sharing = (typeof sharings)[number];

export type Fetcher = (typeof fetchers)[number];

const fetchers = ['container', 'host'] as const;

const sharings = ['scope', 'closure', 'none'] as const;

/** Enough for `make -j` in several build scripts, small enough to stop a fork bomb. */
const MOST_PROCESSES = 8192;

/**
 * Reads STATIX_JOBS, STATIX_MEMORY (bytes, or with k, m, g), STATIX_CPUS,
 * STATIX_TRUST_SCOPE, STATIX_SHARING, STATIX_COMPILER_CACHE, STATIX_FETCH, STATIX_SSH_AGENT,
 * STATIX_CACHE_LIMIT, STATIX_CACHE_DIR, STATIX_CACHE_DIR_SCOPE and STATIX_CACHE_DIR_LIMIT.
 *
 * @throws StatixError STATIX_ENVIRONMENT_INVALID
 */
export function readMachine(
  env: NodeJS.ProcessEnv = process.env,
  user: { uid: number; gid: number } = currentUser(),
): Machine {
  const memoryBytes = readBytes('STATIX_MEMORY', env['STATIX_MEMORY']);
  const cpus = readNumber('STATIX_CPUS', env['STATIX_CPUS']);
  return {
    ...user,
    jobs: readNumber('STATIX_JOBS', env['STATIX_JOBS']),
    limits: {
      pids: MOST_PROCESSES,
      ...(memoryBytes === undefined ? {} : { memoryBytes }),
      ...(cpus === undefined ? {} : { cpus }),
    },
    trustScope: trustScopeOf(env),
    sharing: sharingOf(env),
    compilerCache: readCompilerCache(env),
    cacheDir: readCacheDir(env),
    fetch: readWord('STATIX_FETCH', env['STATIX_FETCH'], fetchers),
    sshAgent: readSwitch('STATIX_SSH_AGENT', env['STATIX_SSH_AGENT']),
    cacheLimit: cacheLimit(env),
  };
}

function sharingOf(env: NodeJS.ProcessEnv): Sharing {
  return readWord('STATIX_SHARING', env['STATIX_SHARING'], sharings);
}

/** What comes out of the folder was made by another build: who takes from nobody takes nothing from it. */
function readCacheDir(env: NodeJS.ProcessEnv): CacheDir | undefined {
  if (sharingOf(env) === 'none') return undefined;
  const settings = cacheFolderSettings(env);
  if (settings === undefined) return undefined;
  return { ...settings, compilerCache: readCompilerCache({ ...env, CI: undefined }) };
}

function currentUser(): { uid: number; gid: number } {
  return { uid: process.getuid?.() ?? 1000, gid: process.getgid?.() ?? 1000 };
}

function readNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw invalid(name, text, 'a number above 0');
}

function readBytes(name: string, text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const bytes = parseBytes(text);
  if (bytes === undefined)
    throw invalid(name, text, 'a size such as 8g, 512m or a number of bytes');
  return bytes;
}

/** The first of the words where nothing is set. */
function readWord<const T extends string>(
  name: string,
  text: string | undefined,
  words: readonly [T, ...T[]],
): T {
  if (text === undefined || text === '') return words[0];
  const known = words.find((word) => word === text);
  if (known !== undefined) return known;
  throw invalid(name, text, `one of ${words.join(', ')}`);
}

function readSwitch(name: string, text: string | undefined): boolean {
  if (text === undefined || text === '' || text === '0') return false;
  if (text === '1') return true;
  throw invalid(name, text, '0 or 1');
}

/**
 * On where volumes outlive a build. A compilation that finds nothing costs more with a cache than
 * without, and a CI job (which sets `CI`) finds nothing.
 */
function readCompilerCache({
  STATIX_COMPILER_CACHE: text = '',
  CI: ci = '',
}: NodeJS.ProcessEnv): boolean {
  if (text === 'on') return true;
  if (text === 'off') return false;
  if (text === '') return ['', 'false', '0'].includes(ci);
  throw invalid('STATIX_COMPILER_CACHE', text, '`on` or `off`');
}

function invalid(name: string, text: string, expected: string): StatixError {
  return new StatixError({
    code: 'STATIX_ENVIRONMENT_INVALID',
    what: `${name} is '${text}'; expected ${expected}`,
    remedies: [{ text: 'Correct or unset it:', snippet: `unset ${name}` }],
  });
}
