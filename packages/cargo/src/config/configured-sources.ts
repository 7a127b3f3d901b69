import { mergeConfigs } from './merged-config.js';
import type { ConfigText } from './parse-config.js';

/** What a Cargo configuration says of places that crates come from. */
export interface ConfiguredSources {
  /** Index of each registry, by its name. */
  readonly registries: ReadonlyMap<string, string>;
  /** Addresses of the registries that crates are taken from in the place of others. */
  readonly replacements: readonly string[];
}

/**
 * The registries that a Cargo configuration names, and those that source replacement leads to.
 *
 * @param configs the one that wins first, as in `CargoWorkspace.configFiles`
 * @throws StatixError STATIX_CARGO_CONFIG_INVALID
 */
export function configuredSources(configs: readonly ConfigText[]): ConfiguredSources {
  const registries = new Map<string, string>();
  const addresses = new Map<string, string>();
  const replacing = new Set<string>();
  for (const [key, { value }] of mergeConfigs(configs)) {
    const found = /^(source|registries)\.([A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*")\.([a-z-]+)$/.exec(key);
    if (found === null || typeof value !== 'string') continue;
    const [, table, name = '', field] = found;
    const plain = name.startsWith('"') ? textOf(name) : name;
    if (table === 'registries' && field === 'index') registries.set(plain, value);
    if (table === 'source' && field === 'registry') addresses.set(plain, value);
    if (table === 'source' && field === 'replace-with') replacing.add(value);
  }
  const replacements = [...replacing].flatMap((name) => {
    const address = addresses.get(name) ?? registries.get(name);
    return address === undefined ? [] : [address];
  });
  return { registries, replacements };
}

/** Of a key in quotes, as `mergeConfigs` writes it. */
function textOf(quoted: string): string {
  return String(JSON.parse(quoted));
}
