import { nearestName, StatixError } from '@statix/contract';
import type { CargoPackage } from '@statix/cargo';
import type { RustWorkspace } from './read-rust-workspace.js';

/**
 * The package that a user names, by Nx project or by Cargo package.
 *
 * @throws StatixError STATIX_PROJECT_MISSING with the nearest name, STATIX_PROJECT_AMBIGUOUS, and
 *   that of a manifest that cannot be read, where it may be the one
 */
export function findPackage(
  { packages, problems, nameOf, nx }: RustWorkspace,
  wanted: string,
): CargoPackage {
  const byProject = packages.find((cargoPackage) => nameOf(cargoPackage) === wanted);
  if (byProject !== undefined) return byProject;
  const byName = packages.filter(({ name }) => name === wanted);
  const [only, ...others] = byName;
  if (only !== undefined && others.length === 0) return only;
  if (only !== undefined) {
    throw new StatixError({
      code: 'STATIX_PROJECT_AMBIGUOUS',
      what: `${byName.length} Cargo packages are called '${wanted}'`,
      remedies: [`Name the project: ${byName.map(nameOf).join(', ')}.`],
    });
  }
  const [problem] = problems;
  if (problem !== undefined) throw problem.error;
  const known = [...new Set(packages.map(nameOf))].sort();
  const nearest = nearestName(wanted, known);
  throw new StatixError({
    code: 'STATIX_PROJECT_MISSING',
    what: `No Rust project is called '${wanted}'`,
    remedies: [
      ...(nearest === undefined ? [] : [`Did you mean '${nearest}'?`]),
      known.length === 0
        ? {
            text: 'The workspace has none that the plugin takes in. Begin one:',
            snippet: `${nx} g @statix/nx:new my-app`,
          }
        : `There are: ${known.join(', ')}.`,
    ],
  });
}
