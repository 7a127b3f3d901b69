import { cfgMatches, type TargetCfg } from './cfg-expression.js';
import { isFollowedByFetch } from './fetch-config.js';
import { mergeConfigs } from './merged-config.js';
import type { ConfigText } from './parse-config.js';
import { targetCfg } from './target-cfg.js';

/** A setting that a static build in the image does not follow. */
export interface ConfiguredOverride {
  key: string;
  value: string;
  file: string;
}

const buildKeys = new Set([
  'build.build-dir',
  'build.rustc',
  'build.rustc-wrapper',
  'build.rustc-workspace-wrapper',
  'build.rustdoc',
  'build.target',
  'build.target-dir',
]);

/** Where crates come from and how they are fetched, and programs that hand out credentials. */
const wholeTables = /^(net|http|source|registry|registries|credential-alias)\./;

/**
 * The settings of a repository's Cargo configuration that a build in the image does not follow: where
 * results go, which compiler runs and through what, another target, linker or runner, and of the
 * settings for fetching those that name programs, secrets or files of the machine. Secrets are masked.
 *
 * @param configs the one that wins first
 * @returns sorted by key
 * @throws StatixError STATIX_CARGO_CONFIG_INVALID
 */
export function configuredOverrides(
  configs: readonly ConfigText[],
  triple: string,
): ConfiguredOverride[] {
  const cfg = targetCfg(triple);
  return [...mergeConfigs(configs)]
    .filter(
      ([key, { value }]) =>
        buildKeys.has(key) || isUnknownToFetch(key, value) || isTargetTool(key, triple, cfg),
    )
    .map(([key, { value, file }]) => ({ key, value: shown(key, value), file }))
    .sort((left, right) => (left.key < right.key ? -1 : 1));
}

function isUnknownToFetch(key: string, value: unknown): boolean {
  // What they say with `false` is what a fetch does.
  if (key === 'net.offline' || key === 'net.git-fetch-with-cli') return value !== false;
  return wholeTables.test(key) && !isFollowedByFetch(key, value);
}

function isTargetTool(key: string, triple: string, cfg: TargetCfg): boolean {
  const table = /^target\.([A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*")\.(?:linker|runner)$/.exec(key)?.[1];
  if (table === undefined) return false;
  const name: unknown = table.startsWith('"') ? JSON.parse(table) : table;
  return name === triple || (typeof name === 'string' && cfgMatches(name, cfg));
}

function shown(key: string, value: unknown): string {
  if (/\.(token|secret-key|proxy)$/.test(key)) return '(not shown)';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
