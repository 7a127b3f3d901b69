import type { DeclaredCrate } from './declared-crates.js';

/** The features that a build of a package switches on, by what its own manifest says. */
export interface ActiveFeatures {
  /** Aliases of the optional dependencies that are switched on. */
  readonly enabled: ReadonlySet<string>;
  /** Features asked of dependencies in `[features]`, by alias. */
  readonly ofDependencies: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What is asked for on the command line or in options. */
export interface FeatureRequest {
  readonly features: readonly string[];
  readonly defaultFeatures: boolean;
  readonly allFeatures: boolean;
}

/**
 * Follows `[features]` from what is asked for: `feature`, `dep:alias`, `alias/feature` and
 * `alias?/feature`. Cargo book, "Features".
 *
 * @param features as in CargoPackage: implicit ones of optional dependencies included
 */
export function activeFeatures(
  features: Readonly<Record<string, readonly string[]>>,
  declared: readonly DeclaredCrate[],
  request: FeatureRequest,
): ActiveFeatures {
  const enabled = new Set(declared.filter(({ optional }) => !optional).map(({ alias }) => alias));
  const ofDependencies = new Map<string, Set<string>>();
  const wanted = new Set([
    ...(request.allFeatures ? Object.keys(features) : []),
    ...(request.defaultFeatures ? ['default'] : []),
    ...request.features,
  ]);
  for (const item of wanted) {
    const dependency = /^(?:dep:(.+)|([^/]+?)(\?)?\/(.+))$/.exec(item);
    if (dependency === null) {
      for (const next of features[item] ?? []) wanted.add(next);
      continue;
    }
    const [, named, alias = named ?? '', weak, feature] = dependency;
    if (weak === undefined) enabled.add(alias);
    if (feature === undefined) continue;
    ofDependencies.set(alias, (ofDependencies.get(alias) ?? new Set()).add(feature));
  }
  return { enabled, ofDependencies };
}
