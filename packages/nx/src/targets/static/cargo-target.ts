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
  settings: { readonly generatedInputs?: Readonly<Record<string, readonly string[]>> | undefined },
): TargetConfiguration {
  const { repository, files, package: cargoPackage, image, projectName } = project;
  return {
    ...cached,
    dependsOn: [
      targetNames.inputs,
      ...(image === undefined
        ? []
        : [{ projects: [image.projectName], target: identifyTarget(image) }]),
      ...Object.keys(settings.generatedInputs ?? {}).map(producer),
    ],
    inputs: [
      ...[...set.sources, ...set.files].map(workspaceFile),
      { dependentTasksOutputFiles: inputsOutput(projectName) },
      ...set.generated.globs.map((glob) => ({ dependentTasksOutputFiles: glob })),
      { externalDependencies: [] },
    ],
    options: {
      ...settings,
      manifest: cargoPackage.manifest,
      ...imageOptions(image),
      digest: digestOf(image, ['@statix/cargo-musl', '@statix/cargo', '@statix/engine']),
      workspaceDigest: workspaceDigest(repository, cargoPackage, files),
    },
    ...configurations(project),
  };
}

/** A task that writes inputs, as an entry of `dependsOn`. */
function producer(task: string): string | TargetDependencyConfig {
  // At the first colon: names of targets may hold more.
  const colon = task.indexOf(':');
  if (colon < 0) return task;
  return { projects: [task.slice(0, colon)], target: task.slice(colon + 1) };
}
