import type { RegistryIndex } from '../cargo/cargo-options.js';
import { environmentKey, type MachineRegistry } from './machine-registries.js';

/** Where the crates of a fetch come from, as the repository says it. */
export interface FetchSources {
  /** Of the entries in Cargo.lock: `registry+https://…`, `sparse+https://…`, `git+https://…`. */
  readonly locked: readonly string[];
  /** Index of each registry that the repository's Cargo configuration has, by its name. */
  readonly registries: ReadonlyMap<string, string>;
  /** Addresses that its source replacement leads to. */
  readonly replacements: readonly string[];
  /** Names by which its manifests call registries. */
  readonly named: ReadonlySet<string>;
}

export interface CredentialPlan {
  /** Registries whose token the fetch may have. */
  readonly grants: readonly Grant[];
  /** Registries that the machine has a credential for, and the fetch does not get it. */
  readonly withheld: readonly Withheld[];
  /** Registries that only the machine has the index of. */
  readonly indexes: readonly RegistryIndex[];
}

/** The token of `registry` is for `index` and nothing else, which the fetch calls `name`. */
export interface Grant extends RegistryIndex {
  readonly registry: MachineRegistry;
}

export type Withheld =
  | {
      readonly why: 'other-index';
      readonly name: string;
      readonly here: string;
      readonly inRepository: string;
    }
  | { readonly why: 'no-index'; readonly name: string; readonly inRepository: string };

/**
 * Decides which registry's token a fetch is given, and for which address. The machine says which index
 * a token is for: a repository that gives another index to the registry's name gets nothing. What the
 * fetch has no use for is not asked for.
 *
 * @param asksForAll whether the machine has a provider that is asked about every registry: it may tell the
 *   same token for each
 */
export function planCredentials(
  sources: FetchSources,
  machine: readonly MachineRegistry[],
  asksForAll = false,
): CredentialPlan {
  const byKey = new Map(machine.map((registry) => [environmentKey(registry.name), registry]));
  const wanted = new Set(
    [...sources.locked.flatMap(registryIndexes), ...sources.replacements].map(canonicalIndex),
  );
  const indexes = namesOfMachine(sources, byKey, wanted);
  const named = new Map([...sources.registries, ...indexes.map(pair)]);
  const grants: Grant[] = [];
  const withheld: Withheld[] = [];
  for (const [name, inRepository] of sources.registries) {
    const registry = byKey.get(environmentKey(name));
    if (registry === undefined || !wanted.has(canonicalIndex(inRepository))) continue;
    if (registry.index === undefined) {
      if (hasCredential(registry)) withheld.push({ why: 'no-index', name, inRepository });
    } else if (canonicalIndex(registry.index) !== canonicalIndex(inRepository))
      withheld.push({ why: 'other-index', name, here: registry.index, inRepository });
  }
  const known = new Set(machine.map(({ index }) => canonicalIndex(index ?? '')));
  const told = new Set(withheld.map(({ inRepository }) => canonicalIndex(inRepository)));
  for (const index of asksForAll ? wanted : []) {
    if (known.has(index) || told.has(index) || isCratesIo(index)) continue;
    const [name = index] =
      [...sources.registries].find(([, other]) => canonicalIndex(other) === index) ?? [];
    withheld.push({ why: 'no-index', name, inRepository: index });
  }
  for (const registry of machine) {
    const { index } = registry;
    if (index === undefined || !wanted.has(canonicalIndex(index))) continue;
    if (grants.some((grant) => canonicalIndex(grant.index) === canonicalIndex(index))) continue;
    const names = [...named].filter(([, other]) => canonicalIndex(other) === canonicalIndex(index));
    for (const [name] of names) grants.push({ name, index, registry });
    if (names.length > 0) continue;
    // Some crate of another registry depends on it, by its address: Cargo looks for a name that has it.
    const name = named.has(registry.name) ? `statix-${grants.length}` : registry.name;
    indexes.push({ name, index });
    grants.push({ name, index, registry });
  }
  return { grants, withheld, indexes };
}

/** Names that the manifests use and the repository has no index for: those of the machine. */
function namesOfMachine(
  { named, registries }: FetchSources,
  machine: ReadonlyMap<string, MachineRegistry>,
  wanted: ReadonlySet<string>,
): RegistryIndex[] {
  return [...named].flatMap((name) => {
    const index = registries.has(name) ? undefined : machine.get(environmentKey(name))?.index;
    return index !== undefined && wanted.has(canonicalIndex(index)) ? [{ name, index }] : [];
  });
}

/** The index as Cargo's configuration writes it: a sparse one keeps its prefix, one of git has none. */
export function registryIndexes(source: string): string[] {
  if (source.startsWith('sparse+')) return [source];
  return source.startsWith('registry+') ? [source.slice('registry+'.length)] : [];
}

/** Equal for two addresses only if they lead to the same place of the same host. */
export function canonicalIndex(index: string): string {
  const [, prefix = '', address = index] = /^(sparse\+|registry\+)?(.*)$/s.exec(index) ?? [];
  const kind = prefix === 'sparse+' ? prefix : '';
  return kind + (URL.canParse(address) ? new URL(address).href : address);
}

/** Reading it needs no token, and Cargo asks for none. */
export function isCratesIo(index: string): boolean {
  return [
    'https://github.com/rust-lang/crates.io-index',
    'registry+https://github.com/rust-lang/crates.io-index',
    'sparse+https://index.crates.io/',
  ].includes(index);
}

function hasCredential({ token, providers }: MachineRegistry): boolean {
  return token !== undefined || providers.some(([name]) => name !== 'cargo:token');
}

function pair({ name, index }: RegistryIndex): readonly [string, string] {
  return [name, index];
}
