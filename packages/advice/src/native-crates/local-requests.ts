import type { CargoPackage } from '@statix/cargo';
import { activeFeatures, type FeatureRequest } from './active-features.js';
import type { DeclaredCrate } from './declared-crates.js';

/** Of a package that nothing asks for. */
export const nothingAsked: FeatureRequest = {
  features: [],
  defaultFeatures: false,
  allFeatures: false,
};

/**
 * What a program asks of itself and of each package of the repository that it depends on: their
 * features by the manifests on the way, united as Cargo unites them (Cargo book, "Feature
 * unification").
 *
 * @param declaredOf what each package declares for the target
 * @returns only packages that the program reaches
 */
export function localRequests(
  program: CargoPackage,
  request: FeatureRequest,
  declaredOf: ReadonlyMap<CargoPackage, readonly DeclaredCrate[]>,
): ReadonlyMap<CargoPackage, FeatureRequest> {
  const byRoot = new Map([...declaredOf.keys()].map((pkg) => [pkg.root, pkg]));
  const requests = new Map<CargoPackage, FeatureRequest>([[program, request]]);
  const queue = [program];
  for (let pkg = queue.shift(); pkg !== undefined; pkg = queue.shift()) {
    const declared = declaredOf.get(pkg) ?? [];
    const active = activeFeatures(pkg.features, declared, requests.get(pkg) ?? nothingAsked);
    for (const { alias, kind, features, defaultFeatures } of declared) {
      if (kind === 'dev' || !active.enabled.has(alias)) continue;
      const path = pkg.pathDependencies.find((dependency) => dependency.alias === alias);
      const target = path === undefined ? undefined : byRoot.get(path.root);
      if (target === undefined) continue;
      const before = requests.get(target);
      const after: FeatureRequest = {
        features: [
          ...new Set([
            ...(before?.features ?? []),
            ...features,
            ...(active.ofDependencies.get(alias) ?? []),
          ]),
        ],
        defaultFeatures: before?.defaultFeatures === true || defaultFeatures,
        allFeatures: before?.allFeatures ?? false,
      };
      if (before !== undefined && isSame(before, after)) continue;
      requests.set(target, after);
      queue.push(target);
    }
  }
  return requests;
}

function isSame(left: FeatureRequest, right: FeatureRequest): boolean {
  return (
    left.features.length === right.features.length && left.defaultFeatures === right.defaultFeatures
  );
}
