import { declaredDependencies } from '../manifest/declared-dependencies.js';
import type { ManifestDocument } from '../manifest/manifest-schema.js';

/**
 * The features of a package: `[features]`, and one per optional dependency that no feature names
 * with `dep:`. Cargo book, "Optional dependencies".
 */
export function packageFeatures(document: ManifestDocument): Record<string, string[]> {
  const features = new Map(Object.entries(document.features ?? {}));
  const explicit = new Set([...features.values()].flat());
  for (const { alias, kind, entry } of declaredDependencies(document)) {
    if (typeof entry === 'string' || entry.optional !== true || kind === 'dev') continue;
    if (features.has(alias) || explicit.has(`dep:${alias}`)) continue;
    features.set(alias, [`dep:${alias}`]);
  }
  return Object.fromEntries(features);
}
