import type { CargoPackage } from '@statix/cargo/graph';
import type { ImageProject } from '../targets/image-project.js';
import { folderOf } from './project-folder.js';
import { projectNames, type ProjectNames } from './project-names.js';

/**
 * What the packages are called as projects.
 *
 * @param existing names that project.json and package.json files give, by folder
 * @param named what the settings of a package call it
 * @param isOfRoot whether a package is a member of the Cargo workspace at the repository's root. One that lies
 *   below it and is no member counts as of no workspace.
 */
export function nameProjects<Named extends Pick<CargoPackage, 'root' | 'name'>>(
  packages: readonly Named[],
  existing: ReadonlyMap<string, string>,
  named: (cargoPackage: Named) => string | undefined,
  isOfRoot: (cargoPackage: Named) => boolean,
  image: Pick<ImageProject, 'projectName'> | undefined,
): ProjectNames {
  const roots = new Set(packages.map(({ root }) => folderOf(root)));
  const taken = [...existing].filter(([folder]) => !roots.has(folder)).map(([, name]) => name);
  if (image !== undefined) taken.push(image.projectName);
  return projectNames(
    packages.map((cargoPackage) => ({
      root: cargoPackage.root,
      name: cargoPackage.name,
      inRootWorkspace: isOfRoot(cargoPackage),
      given: existing.get(folderOf(cargoPackage.root)) ?? named(cargoPackage),
    })),
    new Set(taken),
  );
}
