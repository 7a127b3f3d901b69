import type { TargetConfiguration } from '@nx/devkit';
import { targetNames } from '../../settings/target-names.js';
import { cached } from '../cached.js';
import { described } from '../described.js';
import { digestOf } from '../digest-of.js';
import { configurations } from './configurations.js';
import { forwarding } from './forwarding.js';
import { tripleAndProfile } from './places.js';
import { runFileInputs } from './run-files.js';
import type { StaticProject } from './static-project.js';

export function verifyTarget(project: StaticProject): TargetConfiguration {
  const { settings, projectName } = project;
  return {
    executor: '@statix/verify:verify',
    ...cached,
    dependsOn: [forwarding(targetNames.build)],
    inputs: [
      ...runFileInputs(settings['verify-static']),
      { dependentTasksOutputFiles: '**/*' },
      { externalDependencies: [] },
    ],
    outputs: [`{workspaceRoot}/dist/verify/${projectName}/{options.triple}/{options.profile}`],
    options: {
      ...tripleAndProfile(settings),
      ...settings['verify-static'],
      digest: digestOf(undefined, [
        '@statix/verify',
        '@statix/evidence',
        '@statix/proof',
        '@statix/cargo',
        '@statix/elf',
        '@statix/engine',
      ]),
    },
    ...configurations(project),
    metadata: described(
      'Prove the binary static and run it from scratch',
      project,
      targetNames.verify,
    ),
  };
}
