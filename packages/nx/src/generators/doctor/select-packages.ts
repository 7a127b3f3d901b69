import { nearestName, StatixError } from '@statix/contract';
import type { CargoPackage } from '@statix/cargo';

/**
 * The packages that a user names: by Nx project or by Cargo package; all that have a binary when
 * nothing is named, and where none has one, all.
 *
 * @param names Nx project names by folder
 * @throws StatixError STATIX_PROJECT_MISSING with the nearest name
 */
export function selectPackages(
  packages: readonly CargoPackage[],
  names: ReadonlyMap<string, string>,
  wanted: string | undefined,
): CargoPackage[] {
  if (wanted === undefined) {
    const programs = packages.filter(({ targets }) => targets.some(({ kind }) => kind === 'bin'));
    return programs.length > 0 ? programs : [...packages];
  }
  const found = packages.filter(({ root, name }) => names.get(root) === wanted || name === wanted);
  if (found.length > 0) return found;
  const known = [...new Set([...names.values(), ...packages.map(({ name }) => name)])].sort();
  const nearest = nearestName(wanted, known);
  throw new StatixError({
    code: 'STATIX_PROJECT_MISSING',
    what: `No Cargo package is called '${wanted}'`,
    remedies: [
      ...(nearest === undefined ? [] : [`Did you mean '${nearest}'?`]),
      known.length === 0
        ? 'The workspace has no Cargo package.'
        : `There are: ${known.join(', ')}.`,
    ],
  });
}
