import type { CargoPackage } from '../model/cargo-package.js';

export interface FeatureSelection {
  readonly features: readonly string[];
  readonly allFeatures: boolean;
  readonly defaultFeatures: boolean;
}

/**
 * Whether all of a target's `required-features` are on, as far as the manifest's [features] tell.
 * `unknown` where one is a dependency's feature, or of a dependency that is a feature by being optional.
 */
export function satisfiesFeatures(
  required: readonly string[],
  pkg: Pick<CargoPackage, 'name' | 'features'>,
  options: FeatureSelection,
): 'yes' | 'no' | 'unknown' {
  const enabled = enabledFeatures(pkg, options);
  const missing = required.filter((name) => !enabled.has(name));
  if (missing.length === 0) return 'yes';
  return missing.some((name) => Object.hasOwn(pkg.features, name)) ? 'no' : 'unknown';
}

/** The features of [features] that a selection turns on, directly and through others. */
function enabledFeatures(
  { name, features }: Pick<CargoPackage, 'name' | 'features'>,
  { features: selected, allFeatures, defaultFeatures }: FeatureSelection,
): Set<string> {
  const enabled = new Set<string>([
    ...(allFeatures ? Object.keys(features) : []),
    ...(defaultFeatures ? ['default'] : []),
    // Cargo takes `a,b`, `a b` and `package/a`.
    ...selected
      .flatMap((item) => item.split(/[\s,]+/))
      .map((item) => (item.startsWith(`${name}/`) ? item.slice(name.length + 1) : item)),
  ]);
  for (const feature of enabled) {
    if (!Object.hasOwn(features, feature)) continue;
    for (const implied of features[feature] ?? []) enabled.add(implied);
  }
  return enabled;
}
