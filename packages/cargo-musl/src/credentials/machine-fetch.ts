import { dirname, isAbsolute, join } from 'node:path';
import { isFollowedByFetch, mergeConfigs, type ConfigText, type MergedConfig } from '@statix/cargo';
import { hasLogin } from '@statix/engine';
import { environmentKey, registryKey } from './machine-registries.js';

/** How the user's own Cargo configuration has crates fetched, whatever a repository says. */
export interface MachineFetch {
  /** In the place of crates.io; undefined where that is asked itself. */
  readonly mirror: Mirror | undefined;
  /** Lines of TOML: how the network is used, as far as the repository does not say it. */
  readonly config: string;
  /** With a login in it. */
  readonly proxy: string | undefined;
  /** Absolute path of a bundle of certificate authorities. */
  readonly caInfo: string | undefined;
  /** What it says of fetching, and a fetch does not do. */
  readonly notFollowed: readonly NotFollowed[];
}

export interface Mirror {
  /** As Cargo's configuration writes it: `sparse+https://…`, or the address of a git repository. */
  readonly index: string;
  /** The file that says so. */
  readonly file: string;
}

export interface NotFollowed {
  readonly key: string;
  readonly file: string;
  /** A sentence; undefined where the key is none that we know. */
  readonly why?: string;
}

const CRATES_IO = 'source.crates-io.replace-with';

/**
 * Reads the part of the user's Cargo configuration that is about fetching. A repository's setting wins over it,
 * as for Cargo. The variables that Cargo has for the same settings are not looked at.
 *
 * @param configs `config.toml` of the user's CARGO_HOME
 * @param env of the machine alone: a registry's index may be in it
 * @param fetchConfig as `fetchConfig` of `@statix/cargo` writes it for the repository
 * @throws StatixError STATIX_CARGO_CONFIG_INVALID
 */
export function machineFetch(
  configs: readonly ConfigText[],
  env: NodeJS.ProcessEnv,
  fetchConfig: string,
): MachineFetch {
  const merged = mergeConfigs(configs);
  const ofRepository = new Set(fetchConfig.split('\n').map((line) => line.split(' = ')[0] ?? ''));
  const notFollowed: NotFollowed[] = [];
  const lines: string[] = [];
  let proxy: string | undefined;
  let caInfo: string | undefined;
  for (const [key, { value, file }] of merged) {
    if (!/^(?:net|http)\./.test(key) || ofRepository.has(key)) continue;
    if (key === 'http.proxy' && typeof value === 'string' && hasLogin(value)) proxy = value;
    else if (key === 'http.cainfo' && typeof value === 'string')
      caInfo = isAbsolute(value) ? value : join(dirname(dirname(file)), value);
    else if (isFollowedByFetch(key, value)) lines.push(`${key} = ${toml(value)}\n`);
    // What they say with `false` is what a fetch does.
    else if (value !== false) notFollowed.push({ key, file });
  }
  const replaced = mirrorOf(merged, env, ofRepository);
  const chain = new Set(replaced.keys);
  for (const [key, { file }] of merged)
    if (key.startsWith('source.') && !chain.has(key)) notFollowed.push({ key, file });
  return {
    mirror: replaced.mirror,
    config: lines.sort().join(''),
    proxy,
    caInfo,
    notFollowed: [...notFollowed, ...replaced.notFollowed].sort((left, right) =>
      left.key < right.key ? -1 : 1,
    ),
  };
}

/** Cargo configuration that has crates of crates.io fetched from the mirror. */
export function mirrorConfig({ index }: Mirror): string {
  return `source.crates-io.replace-with = "statix-mirror"\nsource.statix-mirror.registry = ${JSON.stringify(index)}\n`;
}

interface Replaced {
  readonly mirror: Mirror | undefined;
  /** That say so. */
  readonly keys: readonly string[];
  readonly notFollowed: readonly NotFollowed[];
}

/** Cargo book, "Source Replacement": each source may be replaced in turn, the last one by a registry's name too. */
function mirrorOf(
  merged: MergedConfig,
  env: NodeJS.ProcessEnv,
  ofRepository: ReadonlySet<string>,
): Replaced {
  const first = merged.get(CRATES_IO);
  if (first === undefined) return { mirror: undefined, keys: [], notFollowed: [] };
  const keys: string[] = [];
  const none = (why: string): Replaced => ({
    mirror: undefined,
    keys: [...keys, CRATES_IO],
    notFollowed: [{ key: CRATES_IO, file: first.file, why }],
  });
  if (ofRepository.has(CRATES_IO)) return none('The repository says what replaces crates.io.');
  let key = CRATES_IO;
  for (;;) {
    const name = merged.get(key)?.value;
    if (typeof name !== 'string' || keys.includes(key)) return none('It leads to no source.');
    keys.push(key);
    key = `source.${registryKey(name)}.replace-with`;
    if (merged.has(key)) continue;
    const source = `source.${registryKey(name)}.registry`;
    keys.push(source);
    const index =
      merged.get(source)?.value ??
      env[`CARGO_REGISTRIES_${environmentKey(name)}_INDEX`] ??
      merged.get(`registries.${registryKey(name)}.index`)?.value;
    if (typeof index !== 'string' || !/^(?:sparse\+)?(?:https?|ssh|git):\/\//.test(index))
      return none('It leads to a folder of this machine, which a fetch does not see.');
    if (hasLogin(index) && !index.startsWith('ssh:'))
      return none(
        'The address of the mirror has a login in it, which Cargo would write down: give it a token, or put the login into .netrc.',
      );
    return { mirror: { index, file: first.file }, keys, notFollowed: [] };
  }
}

/** Strings of JSON are strings of TOML. */
function toml(value: unknown): string {
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}
