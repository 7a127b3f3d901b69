import type { TargetConfiguration } from '@nx/devkit';
import { targetNames } from '../../settings/target-names.js';
import { cached } from '../cached.js';
import { described } from '../described.js';
import { digestOf } from '../digest-of.js';
import { configurations } from './configurations.js';
import { forwarding } from './forwarding.js';
import { howToProve } from './how-to-prove.js';
import { imageOptions } from './image-options.js';
import { tripleAndProfile } from './places.js';
import { runFileInputs } from './run-files.js';
import type { StaticProject } from './static-project.js';

export function compressTarget(project: StaticProject): TargetConfiguration {
  const { settings, projectName, image } = project;
  const options = settings['compress-static'];
  const stamped = settings['stamp-static'] !== false;
  // A packed program that nobody ran is not proven.
  const { run: _run, ...proof } = howToProve(settings);
  return {
    executor: '@statix/upx:compress',
    ...cached,
    dependsOn: [targetNames.build, targetNames.verify, ...(stamped ? [targetNames.stamp] : [])].map(
      forwarding,
    ),
    inputs: [
      ...runFileInputs(settings['verify-static'], typeof options === 'object' ? options : {}),
      { dependentTasksOutputFiles: '**/*' },
      { env: 'STATIX_COMPRESS' },
      { externalDependencies: [] },
    ],
    outputs: [`{workspaceRoot}/dist/upx/${projectName}/{options.triple}/{options.profile}`],
    options: {
      ...tripleAndProfile(settings),
      ...proof,
      ...(typeof options === 'object' ? options : {}),
      ...(stamped ? { stamped } : {}),
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
