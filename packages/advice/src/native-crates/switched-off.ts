import type { CargoPackage, LockedPackage } from '@statix/cargo';
import { activeFeatures } from './active-features.js';
import type { ReachedCrate } from './crate-closure.js';
import type { DeclaredCrate } from './declared-crates.js';
import { libraryRules } from './knowledge/libraries.js';

/** Dependencies that stand in a lock entry for a feature that the program does not switch on. */
export interface SwitchedOff {
  readonly dependencies: readonly string[];
  /** That feature, where a crate from elsewhere uses the crate too and may switch it on. */
  readonly undecided: string | undefined;
}

/**
 * Crates whose lock entry has what compiles their library, although the manifests that name the
 * feature for it leave it off. A lock file is resolved with all features of all members on, so its
 * entry alone proves nothing there.
 *
 * @param featuresOf what the manifests ask for of a crate, by its name
 */
export function switchedOff(
  closure: readonly ReachedCrate[],
  locals: readonly { readonly pkg: CargoPackage; readonly declared: readonly DeclaredCrate[] }[],
  featuresOf: (crate: string) => ReadonlySet<string>,
): ReadonlyMap<string, SwitchedOff> {
  const possible = possibleFeatures(locals);
  const off = new Map<string, SwitchedOff>();
  for (const { locked, dependencies } of closure) {
    const rule = libraryRules.find(({ crates }) => crates.includes(locked.name));
    const { ownSource = [], ownSourceSwitch = [] } = rule ?? {};
    if (ownSource === 'always' || !ownSource.some((name) => dependencies.has(name))) continue;
    const users = closure.filter((crate) => crate.dependencies.has(locked.name));
    const names = [locked.name, ...users.map((crate) => crate.locked.name)];
    const isOn = ownSourceSwitch.some((feature) =>
      names.some((name) => featuresOf(name).has(feature)),
    );
    const feature = ownSourceSwitch.find((name) => possible.get(locked.name)?.has(name) === true);
    if (isOn || feature === undefined) continue;
    const foreign = users.some((crate) => crate.locked.source !== undefined);
    off.set(locked.name, { dependencies: ownSource, undecided: foreign ? feature : undefined });
  }
  return off;
}

/** A lock entry without what its switched-off features bring. */
export function withoutSwitchedOff(
  entry: LockedPackage,
  off: ReadonlyMap<string, SwitchedOff>,
): LockedPackage {
  const gone = off.get(entry.name)?.dependencies;
  if (gone === undefined) return entry;
  const dependencies = entry.dependencies.filter(
    (name) => !gone.includes(name.split(' ')[0] ?? ''),
  );
  return { ...entry, dependencies };
}

/** What the manifests would ask for of each crate with all their features on. */
function possibleFeatures(
  locals: readonly { readonly pkg: CargoPackage; readonly declared: readonly DeclaredCrate[] }[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const possible = new Map<string, Set<string>>();
  const all = { features: [], defaultFeatures: true, allFeatures: true };
  for (const { pkg, declared } of locals) {
    const { ofDependencies } = activeFeatures(pkg.features, declared, all);
    for (const { crate, alias, features } of declared) {
      const more = ofDependencies.get(alias) ?? [];
      possible.set(crate, new Set([...(possible.get(crate) ?? []), ...features, ...more]));
    }
  }
  return possible;
}
