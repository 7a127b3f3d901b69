import { byCodeUnit, manifestOf, parentOf } from '../files/repository-path.js';
import { globLiteral } from './glob-literal.js';
import type { Universe } from './workspace-universe.js';

const manyBesideEachOther = 16;

/**
 * The manifests of a universe as globs: each by its path, but where more than sixteen packages stand
 * beside each other, all of them as one glob with a `*` for their directory. A thousand packages that each list a
 * thousand manifests would be a million strings in Nx's project graph.
 */
export function manifestGlobs(universe: Universe): string[] {
  const byParent = new Map<string, string[]>();
  const single: string[] = [];
  for (const path of universe.manifests) {
    const root = parentOf(path) ?? '';
    const parent = parentOf(root);
    if (parent === undefined) single.push(path);
    else byParent.set(parent, [...(byParent.get(parent) ?? []), path]);
  }
  for (const [parent, paths] of byParent) {
    // One that no package of this workspace has would be taken along, and cargo might read it.
    const others = universe.foreignManifests.some(
      (path) => parentOf(parentOf(path) ?? '') === parent,
    );
    if (paths.length > manyBesideEachOther && !others) {
      single.push(manifestOf(`${globLiteral(parent)}${parent === '' ? '' : '/'}*`));
    } else single.push(...paths.map(globLiteral));
  }
  return single.sort(byCodeUnit);
}
