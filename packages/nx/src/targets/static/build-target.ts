import type { TargetConfiguration, TargetDependencyConfig } from '@nx/devkit';
import { workspaceDigest, type CargoPackage } from '@statix/cargo/graph';
import { imageTargetNames, targetNames } from '../../settings/target-names.js';
import { cached } from '../cached.js';
import { described } from '../described.js';
import { digestOf } from '../digest-of.js';
import { configurations } from './configurations.js';
import { imageOptions } from './image-options.js';
import { inputsOf, workspaceFile } from './inputs-of.js';
import { inputsOutput } from './inputs-target.js';
import { defaultProfile, defaultTriple } from './places.js';
import type { StaticProject } from './static-project.js';

export function buildTarget(project: StaticProject): TargetConfiguration {
  const { repository, files, package: cargoPackage, settings, image, projectName } = project;
  const bins = settings['build-static'].bins ?? binaryNames(cargoPackage);
  const set = inputsOf(project);
  return {
    executor: '@statix/cargo-musl:build',
    ...cached,
    dependsOn: [
      targetNames.inputs,
      ...(image === undefined
        ? []
        : [{ projects: [image.projectName], target: imageTargetNames.identify }]),
      ...Object.keys(settings['build-static'].generatedInputs ?? {}).map(producer),
    ],
    inputs: [
      ...[...set.sources, ...set.files].map(workspaceFile),
      { dependentTasksOutputFiles: inputsOutput(projectName) },
      ...set.generated.globs.map((glob) => ({ dependentTasksOutputFiles: glob })),
      { externalDependencies: [] },
    ],
    outputs: [`{workspaceRoot}/dist/static/${projectName}/{options.triple}/{options.profile}`],
    options: {
      triple: defaultTriple,
      profile: defaultProfile,
      ...settings['build-static'],
      manifest: cargoPackage.manifest,
      ...imageOptions(image),
      digest: digestOf(image, ['@statix/cargo-musl', '@statix/cargo', '@statix/engine']),
      workspaceDigest: workspaceDigest(repository, cargoPackage, files),
    },
    ...configurations(project),
    metadata: described(
      bins.length === 1
        ? 'Build a fully static musl binary'
        : `Build fully static musl binaries: ${bins.join(', ')}`,
      project,
      targetNames.build,
    ),
  };
}

function binaryNames({ targets }: CargoPackage): string[] {
  return targets.filter(({ kind }) => kind === 'bin').map(({ name }) => name);
}

/** A task that writes inputs, as an entry of `dependsOn`. */
function producer(task: string): string | TargetDependencyConfig {
  // At the first colon: names of targets may hold more.
  const colon = task.indexOf(':');
  if (colon < 0) return task;
  return { projects: [task.slice(0, colon)], target: task.slice(colon + 1) };
}
