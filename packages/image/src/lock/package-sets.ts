import type { PackageSet } from '../recipe/lockable-recipe.js';

/** The lists of packages that stages of the image install. */
export const SETS = ['essential', 'sources', 'runtime', 'build', 'tools'] as const;

/** What a stage that installs a set is built on: packages of these it has already, and does not install. */
export function setsBefore(set: PackageSet): readonly PackageSet[] {
  if (set === 'essential') return [];
  return set === 'build' || set === 'tools' ? ['essential', 'runtime'] : ['essential'];
}
