import { relative } from 'node:path/posix';
import { readJson, type Tree } from '@nx/devkit';
import { inDirectory, type CargoPackage } from '@statix/cargo';
import { editJson } from '../json/edit-json.js';
import type { Targets } from './explicit-targets.js';

interface ProjectJson {
  name?: string;
  $schema?: string;
  targets?: Record<string, Targets[string]>;
  [key: string]: unknown;
}

export function projectJsonPath({ root }: Pick<CargoPackage, 'root'>): string {
  return inDirectory(root, 'project.json');
}

/** The targets that a package's project.json has; none where there is none. */
export function explicitTargetsOf(tree: Tree, cargoPackage: Pick<CargoPackage, 'root'>): Targets {
  const path = projectJsonPath(cargoPackage);
  return tree.exists(path) ? (readJson<ProjectJson>(tree, path).targets ?? {}) : {};
}

/**
 * Writes targets into a package's project.json, which is made if there is none; comments in it stay.
 * Nothing is written where they stand there already, however the file is formatted.
 *
 * @returns whether anything was written
 */
export function writeTargets(
  tree: Tree,
  cargoPackage: Pick<CargoPackage, 'root'>,
  projectName: string,
  targets: Targets,
): boolean {
  const path = projectJsonPath(cargoPackage);
  const toRoot = relative(cargoPackage.root, '') || '.';
  const before: ProjectJson = tree.exists(path)
    ? readJson<ProjectJson>(tree, path)
    : { name: projectName, $schema: `${toRoot}/node_modules/nx/schemas/project-schema.json` };
  return editJson(tree, path, { ...before, targets });
}
