import type { TargetConfiguration, TargetDependencyConfig } from '@nx/devkit';
import { workspaceDigest, type InputSet } from '@statix/cargo/graph';
import { targetNames } from '../../settings/target-names.js';
import { cached } from '../cached.js';
import { digestOf } from '../digest-of.js';
import { identifyTarget } from '../image-project.js';
import { configurations } from './configurations.js';
import { imageOptions } from './image-options.js';
import { workspaceFile } from './inputs-of.js';
import { inputsOutput } from './inputs-target.js';
import type { StaticProject } from './static-project.js';

/**
 * A target that lets cargo compile the package in the image, without its executor and outputs.
 *
 * @param set what cargo sees
 * @param settings options of the executor, as far as they are set
 */
export function cargoTarget(
  project: StaticProject,
  set: InputSet,
  settings: CompilingSettings,
): TargetConfiguration {
  return {
    ...cached,
    inputs: [
      ...[...set.sources, ...set.files].map(workspaceFile),
      { dependentTasksOutputFiles: inputsOutput(project.projectName) },
      ...set.generated.globs.map((glob) => ({ dependentTasksOutputFiles: glob })),
      { externalDependencies: [] },
    ],
    ...uncachedCargoTarget(project, settings),
  };
}

export interface CompilingSettings {
  readonly generatedInputs?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** As {@link cargoTarget}, of a target for which Nx asks for no inputs. */
export function uncachedCargoTarget(
  project: StaticProject,
  settings: CompilingSettings,
): TargetConfiguration {
  const { package: cargoPackage, image } = project;
  return {
    dependsOn: [
      targetNames.inputs,
      ...(image === undefined
        ? []
        : [{ projects: [image.projectName], target: identifyTarget(image) }]),
      ...Object.keys(settings.generatedInputs ?? {}).map(producer),
    ],
    options: {
      ...settings,
      manifest: cargoPackage.manifest,
      ...imageOptions(image),
      digest: digestOf(image, ['@statix/cargo-musl', '@statix/cargo', '@statix/engine']),
      workspaceDigest: digestOfWorkspace(project),
    },
    ...configurations(project),
  };
}

const workspaceDigests = new WeakMap<StaticProject, string>();

/** All targets of a project have the same. */
function digestOfWorkspace(project: StaticProject): string {
  const { repository, files, package: cargoPackage } = project;
  const known = workspaceDigests.get(project) ?? workspaceDigest(repository, cargoPackage, files);
  workspaceDigests.set(project, known);
  return known;
}

/** A task that writes inputs, as an entry of `dependsOn`. */
function producer(task: string): string | TargetDependencyConfig {
  // At the first colon: names of targets may hold more.
  const colon = task.indexOf(':');
  if (colon < 0) return task;
  return { projects: [task.slice(0, colon)], target: task.slice(colon + 1) };
}
