import type { TargetConfiguration } from '@nx/devkit';
import type { PackageSettings } from '../../settings/plugin-options.js';
import { targetNames } from '../../settings/target-names.js';
import { cached } from '../cached.js';
import { described } from '../described.js';
import { digestOf } from '../digest-of.js';
import { configurations } from './configurations.js';
import { forwarding } from './forwarding.js';
import { imageOptions } from './image-options.js';
import { tripleAndProfile } from './places.js';
import type { StaticProject } from './static-project.js';

export function compressTarget(project: StaticProject): TargetConfiguration {
  const { settings, projectName, image } = project;
  const options = settings['compress-static'];
  return {
    executor: '@statix/upx:compress',
    ...cached,
    dependsOn: [forwarding(targetNames.build), forwarding(targetNames.verify)],
    inputs: [{ dependentTasksOutputFiles: '**/*' }, { externalDependencies: [] }],
    outputs: [`{workspaceRoot}/dist/upx/${projectName}/{options.triple}/{options.profile}`],
    options: {
      ...tripleAndProfile(settings),
      ...howToProve(settings),
      ...(typeof options === 'object' ? options : {}),
      ...imageOptions(image),
      digest: digestOf(image, [
        '@statix/upx',
        '@statix/proof',
        '@statix/cargo',
        '@statix/elf',
        '@statix/engine',
      ]),
    },
    ...configurations(project),
    metadata: described('Pack the verified binary with UPX', project, targetNames.compress),
  };
}

/** A packed program is proven as its original was; where files lie, and `run`, are none of that. */
function howToProve(settings: PackageSettings): object {
  const {
    triple: _triple,
    profile: _profile,
    binaries: _binaries,
    outputPath: _outputPath,
    run: _run,
    ...proof
  } = settings['verify-static'];
  return proof;
}
