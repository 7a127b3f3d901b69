import type { CargoPackage } from '@statix/cargo/graph';
import type { ReadSettings, SettingsOf } from './package-settings.js';
import { projectNames, type ProjectNames } from './project-names.js';

export interface NamedProjects extends ProjectNames {
  readonly settings: ReadonlyMap<CargoPackage, ReadSettings>;
}

/**
 * The settings of packages, and what their projects are called: by project.json and package.json, by
 * the settings, or by Cargo. The graph and the doctor ask here, so that both speak of the same names.
 *
 * @param existing what {@link existingNames} gives
 * @param others names of projects of ours that are no packages
 */
export function nameProjects(
  packages: readonly CargoPackage[],
  settingsOf: SettingsOf,
  existing: ReadonlyMap<string, string>,
  others: readonly string[],
): NamedProjects {
  const settings = new Map(
    packages.map((cargoPackage) => [cargoPackage, settingsOf(cargoPackage)]),
  );
  const roots = new Set(packages.map(({ root }) => folderOf(root)));
  const taken = [...existing].filter(([folder]) => !roots.has(folder)).map(([, name]) => name);
  const named = projectNames(
    packages.map((cargoPackage) => ({
      root: cargoPackage.root,
      name: cargoPackage.name,
      given:
        existing.get(folderOf(cargoPackage.root)) ?? settings.get(cargoPackage)?.settings?.name,
    })),
    new Set([...taken, ...others]),
  );
  return { settings, ...named };
}

/** As Nx writes a project's root. */
export function folderOf(root: string): string {
  return root === '' ? '.' : root;
}
