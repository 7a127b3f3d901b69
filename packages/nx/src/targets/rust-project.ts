import type { ProjectConfiguration } from '@nx/devkit';
import type { StatixError } from '@statix/contract/errors';
import { hasExamples, isTable } from '@statix/cargo/graph';
import type { PackageSettings } from '../settings/plugin-options.js';
import { problemTargets } from './problem-targets.js';
import { renameTargets } from './rename-targets.js';
import type { RustProject } from './static/static-project.js';
import { extraSteps, libraryTargets, staticTargets } from './static/static-targets.js';

/**
 * A Cargo package as an Nx project. A library is tested and checked; a package with a binary is built,
 * proven and run as well. Its description says why one has no targets.
 */
export function rustProject(project: RustProject): ProjectConfiguration {
  const { package: cargoPackage, settings, projectName } = project;
  const hasBinaries = cargoPackage.targets.some(({ kind }) => kind === 'bin');
  const hasPrograms = hasBinaries || buildsExamples(project);
  const targets = targetsOf(project, hasPrograms);
  const description = descriptionOf(project, hasPrograms);
  return {
    name: projectName,
    root: cargoPackage.root === '' ? '.' : cargoPackage.root,
    projectType: hasBinaries ? 'application' : 'library',
    tags: ['lang:rust', ...(hasPrograms ? ['statix:static'] : []), ...(settings?.tags ?? [])],
    targets,
    metadata: {
      technologies: ['rust'],
      ...(description === undefined ? {} : { description }),
      ...(Object.keys(targets).length > 0
        ? { targetGroups: { Statix: Object.keys(targets) } }
        : {}),
    },
  };
}

/** A library whose example programs are asked for is built and proven too. */
function buildsExamples({ package: { targets }, settings }: RustProject): boolean {
  return (
    hasExamples(settings?.['build-static'].examples) &&
    targets.some(({ kind, isLibrary }) => kind === 'example' && isLibrary !== true)
  );
}

/** Why a package with programs has no static targets unless it asks for them itself. */
function reasonForNone({ package: own, workspace }: RustProject): string | undefined {
  if (isTable(own.metadata) && own.metadata['enabled'] === true) return undefined;
  const asked = 'With `enabled = true` in its [package.metadata.statix] it has static targets.';
  if (own.isFuzzCrate) return `Programs of cargo-fuzz, which builds them itself. ${asked}`;
  // In the root workspace a missing lock is a mistake, which the build explains.
  if (own.workspace !== '' && workspace !== undefined && workspace.lockfile === undefined) {
    return `There is no Cargo.lock beside ${workspace.manifest}, so no build could be repeated. ${asked}`;
  }
  return undefined;
}

/** For `nx show project`: Nx itself says no more of a missing target than that it is missing. */
function descriptionOf(project: RustProject, hasPrograms: boolean): string | undefined {
  if (project.settings?.enabled === false) return undefined;
  const none = reasonForNone(project);
  if (none !== undefined || hasPrograms) return none;
  return 'A library: it has no program to build. Its tests run in the image; what is shipped is a package that depends on it.';
}

type Targets = NonNullable<ProjectConfiguration['targets']>;

function targetsOf(project: RustProject, hasPrograms: boolean): Targets {
  const { settings, projectName, problems = [] } = project;
  if (settings?.enabled === false || reasonForNone(project) !== undefined) return {};
  if (settings === undefined || problems.length > 0) {
    return failingTargets(problems, settings, projectName, hasPrograms);
  }
  const own = { ...project, settings };
  const targets = hasPrograms ? staticTargets(own) : libraryTargets(own);
  return renameTargets(targets, settings.targets, projectName);
}

/** @param settings undefined where they cannot be read: the targets then have our names */
export function failingTargets(
  problems: readonly StatixError[],
  settings: PackageSettings | undefined,
  projectName: string,
  programs: boolean,
): Targets {
  if (problems.length === 0) return {};
  const extra = settings === undefined ? [] : extraSteps(settings);
  const targets = problemTargets(problems, { programs, extra });
  return settings === undefined ? targets : renameTargets(targets, settings.targets, projectName);
}
