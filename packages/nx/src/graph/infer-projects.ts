import type { CreateNodesResult } from '@nx/devkit';
import { renderError } from '@statix/contract/errors';
import {
  lockfileProblem,
  workspaceOf,
  type CargoPackage,
  type CargoRepository,
  type RepositoryFiles,
} from '@statix/cargo/graph';
import type { ImageProject } from '../targets/image-project.js';
import { rustProject } from '../targets/rust-project.js';
import type { SettingsOf } from './package-settings.js';
import type { PackageSettings } from './plugin-options.js';
import { nameProjects } from './name-projects.js';

/** What is wrong, by the file that it is wrong in. */
export type Errors = [file: string, message: string][];

/** What projects are inferred from. */
export interface Inference {
  readonly repository: CargoRepository;
  readonly files: RepositoryFiles;
  readonly settingsOf: SettingsOf;
  readonly image: ImageProject | undefined;
  readonly errors: Errors;
}

/** The projects of packages, with the names of those that cannot have their own. */
export function inferProjects(
  packages: readonly CargoPackage[],
  existing: ReadonlyMap<string, string>,
  inference: Inference,
): { nodes: [string, CreateNodesResult][]; notices: readonly string[] } {
  const settings = new Map<CargoPackage, PackageSettings | undefined>(
    packages.map((cargoPackage) => [cargoPackage, readSettings(cargoPackage, inference)]),
  );
  const { names, notices } = nameProjects(
    packages,
    existing,
    (one) => settings.get(one)?.name,
    inference.image,
  );
  const nodes = packages.flatMap((cargoPackage): [string, CreateNodesResult][] => {
    const { manifest, name, root } = cargoPackage;
    const projectName = names.get(root) ?? name;
    const own = settings.get(cargoPackage);
    reportLock(cargoPackage, inference);
    try {
      return [[manifest, projectsOf(inferProject(cargoPackage, own, projectName, inference))]];
    } catch (error) {
      inference.errors.push([manifest, renderError(error)]);
      return [
        [manifest, projectsOf(inferProject(cargoPackage, undefined, projectName, inference))],
      ];
    }
  });
  return { nodes, notices };
}

/** A program without a sound Cargo.lock stays: what is wrong is said here and by who builds. */
function reportLock(cargoPackage: CargoPackage, inference: Inference): void {
  if (!cargoPackage.targets.some(({ kind }) => kind === 'bin')) return;
  const problem = lockfileProblem(inference.repository, cargoPackage, inference.files);
  if (problem !== undefined) inference.errors.push([cargoPackage.manifest, renderError(problem)]);
}

/** @param settings undefined where they cannot be read: the project stays, without targets */
export function inferProject(
  cargoPackage: CargoPackage,
  settings: PackageSettings | undefined,
  projectName: string,
  { repository, files, image }: Pick<Inference, 'repository' | 'files' | 'image'>,
) {
  const workspace = workspaceOf(repository, cargoPackage);
  return rustProject({
    repository,
    files,
    package: cargoPackage,
    workspace,
    settings,
    image,
    projectName,
  });
}

function readSettings(
  cargoPackage: CargoPackage,
  { settingsOf, errors }: Inference,
): PackageSettings | undefined {
  const { settings, problem } = settingsOf(cargoPackage);
  if (problem !== undefined) errors.push([problem.file, renderError(problem.error)]);
  return settings;
}

export function projectsOf<Project extends { root: string }>(project: Project) {
  return { projects: { [project.root]: project } };
}
