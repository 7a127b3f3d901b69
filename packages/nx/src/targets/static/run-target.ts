import type { TargetConfiguration } from '@nx/devkit';
import { targetNames } from '../../settings/target-names.js';
import { configurations } from './configurations.js';
import { tripleAndProfile } from './places.js';
import type { StaticProject } from './static-project.js';

/** Everything on its command line is for the program, so nothing of it reaches the build. */
export function runTarget(project: StaticProject): TargetConfiguration {
  return {
    executor: '@statix/verify:run',
    cache: false,
    dependsOn: [targetNames.build],
    options: tripleAndProfile(project.settings),
    ...configurations(project),
    metadata: {
      description: 'Build the program and run it, with the arguments that follow `--`',
      technologies: ['rust', 'statix'],
      help: {
        command: `npx nx run ${project.projectName}:${targetNames.run} --help`,
        example: { args: ['--', '--version'] },
      },
    },
  };
}
