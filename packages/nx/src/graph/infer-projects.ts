import type { CreateNodesResult } from '@nx/devkit';
import type { StatixError } from '@statix/contract/errors';
import {
  inDirectory,
  lockfileProblem,
  problemsOf,
  workspaceOf,
  type BrokenPackage,
  type CargoPackage,
} from '@statix/cargo/graph';
import type { Met } from '../reading/met.js';
import { folderOf } from '../reading/project-folder.js';
import type { WorkspaceReading } from '../reading/read-workspace.js';
import { imageOfPackage, type WorkspaceImages } from '../reading/workspace-images.js';
import type { ImageProject } from '../targets/image-project.js';
import { failingTargets, rustProject } from '../targets/rust-project.js';
import type { PackageSettings } from '../settings/plugin-options.js';
import type { Problems } from './problems.js';

/** What projects are inferred from. */
export interface Inference {
  readonly reading: WorkspaceReading;
  readonly images: WorkspaceImages | undefined;
  readonly problems: Problems;
  /** What is in the way of every build: wrong options in nx.json, a broken image definition. */
  readonly ofAll: readonly Met[];
}

type Node = [string, CreateNodesResult];

/**
 * The projects of packages, with the names of those that cannot have their own. What is wrong goes
 * into the targets of the projects that meet it.
 */
export function inferProjects(inference: Inference): {
  nodes: Node[];
  notices: readonly string[];
} {
  const { packages, broken, settingsOf, namesBeside } = inference.reading;
  const { names, notices } = namesBeside(inference.images?.own.image);
  const nodes = packages.map((cargoPackage): Node => {
    const projectName = names.get(cargoPackage.root) ?? cargoPackage.name;
    const own = settingsOf(cargoPackage);
    const met = [
      ...inference.ofAll,
      ...(own.problem === undefined ? [] : [own.problem]),
      ...problemsMet(cargoPackage, inference),
    ];
    return [
      cargoPackage.manifest,
      projectsOf(projectOf(cargoPackage, own.settings, projectName, met, inference)),
    ];
  });
  const failing = broken.map((one): Node => {
    const projectName = names.get(one.root) ?? one.name;
    return [one.manifest, projectsOf(brokenProject(one, projectName, inference))];
  });
  return { nodes: [...nodes, ...failing], notices };
}

/** What is in the way of building a package. */
function problemsMet(cargoPackage: CargoPackage, { reading }: Inference): Met[] {
  const { repository, files } = reading;
  const lock = lockfileProblem(repository, cargoPackage, files);
  const found: Met[] = problemsOf(repository, cargoPackage);
  return lock === undefined ? found : [...found, { file: cargoPackage.manifest, error: lock }];
}

function projectOf(
  cargoPackage: CargoPackage,
  settings: PackageSettings | undefined,
  projectName: string,
  met: readonly Met[],
  inference: Inference,
): ReturnType<typeof rustProject> {
  const { images, problems, reading } = inference;
  const failing = [...met];
  let image: ImageProject | undefined;
  try {
    image = images && imageOfPackage(images, cargoPackage, reading.files);
  } catch (error) {
    failing.push({ file: cargoPackage.toolchainFile ?? cargoPackage.manifest, error });
  }
  const infer = (own: PackageSettings | undefined) => {
    const errors = failing.map(({ file, error }) => problems.add(file, error));
    return inferProject(cargoPackage, own, projectName, { ...reading, image, errors });
  };
  let project: ReturnType<typeof rustProject>;
  try {
    project = infer(settings);
  } catch (error) {
    failing.push({ file: cargoPackage.manifest, error });
    project = infer(undefined);
  }
  if (Object.keys(project.targets ?? {}).length > 0) {
    for (const { file, error } of failing) problems.add(file, error, projectName);
  }
  return project;
}

/** @param settings undefined where they cannot be read: the project's targets then say why */
export function inferProject(
  cargoPackage: CargoPackage,
  settings: PackageSettings | undefined,
  projectName: string,
  {
    repository,
    files,
    image,
    errors = [],
  }: Pick<WorkspaceReading, 'repository' | 'files'> & {
    readonly image: ImageProject | undefined;
    readonly errors?: readonly StatixError[];
  },
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
    problems: errors,
  });
}

/** Its manifest does not tell which programs it has; where their usual places are, it has some. */
function brokenProject(
  { root, manifest, workspace }: BrokenPackage,
  projectName: string,
  { reading: { repository, files, settingsOf }, problems }: Inference,
) {
  const mayHavePrograms = ['src/main.rs', 'src/bin'].some((place) =>
    files.exists(inDirectory(root, place)),
  );
  const errors = repository.problems
    .filter(({ file }) => file === manifest)
    .map(({ file, error }) => problems.add(file, error, mayHavePrograms ? projectName : undefined));
  const { settings } = settingsOf({ workspace, manifest, metadata: undefined });
  return {
    name: projectName,
    root: folderOf(root),
    projectType: mayHavePrograms ? ('application' as const) : ('library' as const),
    tags: ['lang:rust', ...(mayHavePrograms ? ['statix:static'] : [])],
    targets: mayHavePrograms ? failingTargets(errors, settings, projectName, true) : {},
    metadata: { technologies: ['rust'] },
  };
}

export function projectsOf<Project extends { root: string }>(project: Project) {
  return { projects: { [project.root]: project } };
}
