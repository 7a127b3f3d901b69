import { isTable, listOf, type Table } from '../toml/toml-table.js';
import { configError, parseConfig, type ConfigText } from './parse-config.js';

/** A value of Cargo's configuration, and the file that set it (for a list: the one that wins). */
export interface ConfigValue {
  readonly value: unknown;
  readonly file: string;
}

/** All settings by key path; keys that hold dots are in quotes, as in TOML. */
export type MergedConfig = ReadonlyMap<string, ConfigValue>;

/**
 * Merges configuration files as Cargo does: tables key by key, lists joined with what wins last, of
 * anything else the nearest. Cargo book, "Hierarchical structure".
 *
 * @param configs the one that wins first, as in `CargoWorkspace.configFiles`
 * @throws StatixError STATIX_CARGO_CONFIG_INVALID: no TOML, or a list here and a string there
 */
export function mergeConfigs(configs: readonly ConfigText[]): MergedConfig {
  const merged = new Map<string, ConfigValue>();
  for (const config of [...configs].reverse())
    mergeTable(parseConfig(config), '', config.path, merged);
  return merged;
}

function mergeTable(
  table: Table,
  prefix: string,
  file: string,
  merged: Map<string, ConfigValue>,
): void {
  for (const [name, value] of Object.entries(table)) {
    const key = prefix + (/^[A-Za-z0-9_-]+$/.test(name) ? name : JSON.stringify(name));
    if (isTable(value)) {
      mergeTable(value, `${key}.`, file, merged);
      continue;
    }
    const lower = merged.get(key);
    const list = listOf(value);
    const lowerList = listOf(lower?.value);
    if (lower !== undefined && (list === undefined) !== (lowerList === undefined)) {
      const here = list === undefined ? 'no list' : 'a list';
      throw configError(
        file,
        key,
        `is ${here}, unlike in ${lower.file}, and Cargo cannot merge the two`,
      );
    }
    const joined = list === undefined ? value : [...(lowerList ?? []), ...list];
    merged.set(key, { value: joined, file });
  }
}

/** The key path of a name below a table. */
export function keyBelow(table: string, name: string): string {
  return `${table}.${/^[A-Za-z0-9_-]+$/.test(name) ? name : JSON.stringify(name)}`;
}
