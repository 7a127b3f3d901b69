import { cfgMatches } from './cfg-expression.js';
import { keyBelow, mergeConfigs, type ConfigValue, type MergedConfig } from './merged-config.js';
import { configError, type ConfigText } from './parse-config.js';
import { targetCfg } from './target-cfg.js';

/** Flags for rustc from Cargo's configuration, and the kind of table that they come from. */
export interface CargoConfigFlags {
  rustflags: string[];
  source: 'target' | 'build' | 'none';
}

/**
 * The rustflags that Cargo takes from configuration files for a target: `target.<triple>.rustflags`
 * and those of every matching `target.'cfg(…)'` joined, and only if these are empty
 * `build.rustflags`. Setting RUSTFLAGS would discard all of them, and flags for the target given by
 * `--config` or the environment discard `build.rustflags`; so who adds flags has to repeat these.
 * Cargo book, "build.rustflags"; Cargo's `rustflags_from_target`.
 *
 * @param configs the one that wins first
 * @throws StatixError STATIX_CARGO_CONFIG_INVALID
 */
export function configuredRustflags(
  configs: readonly ConfigText[],
  triple: string,
): CargoConfigFlags {
  const merged = mergeConfigs(configs);
  const own = merged.get(`${keyBelow('target', triple)}.rustflags`);
  const forTarget = [
    ...flagsOf(own, `target.${triple}.rustflags`),
    ...cfgTables(merged, triple).flatMap(({ key, value }) => flagsOf(value, key)),
  ];
  if (forTarget.length > 0) return { rustflags: forTarget, source: 'target' };
  const forBuild = flagsOf(merged.get('build.rustflags'), 'build.rustflags');
  return { rustflags: forBuild, source: forBuild.length > 0 ? 'build' : 'none' };
}

/** Sorted by their key, as Cargo keeps them. */
function cfgTables(merged: MergedConfig, triple: string): { key: string; value: ConfigValue }[] {
  const cfg = targetCfg(triple);
  return [...merged]
    .flatMap(([key, value]) => {
      const table = /^target\.("(?:[^"\\]|\\.)*")\.rustflags$/.exec(key)?.[1];
      if (table === undefined) return [];
      const name: unknown = JSON.parse(table);
      return typeof name === 'string' && cfgMatches(name, cfg) ? [{ key, name, value }] : [];
    })
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** A list as it is; a string split at white space, with no quoting. */
function flagsOf(setting: ConfigValue | undefined, key: string): string[] {
  if (setting === undefined) return [];
  const { value, file } = setting;
  if (typeof value === 'string') return value.split(/\s+/).filter((flag) => flag !== '');
  if (!Array.isArray(value) || !value.every((flag) => typeof flag === 'string')) {
    throw configError(file, key, 'is neither a string nor a list of strings');
  }
  return value;
}
