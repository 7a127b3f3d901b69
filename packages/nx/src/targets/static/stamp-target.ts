import type { TargetConfiguration } from '@nx/devkit';
import { targetNames } from '../../settings/target-names.js';
import { cached } from '../cached.js';
import { described } from '../described.js';
import { digestOf } from '../digest-of.js';
import { configurations } from './configurations.js';
import { forwarding } from './forwarding.js';
import { howToProve } from './how-to-prove.js';
import { tripleAndProfile } from './places.js';
import { runFileInputs } from './run-files.js';
import type { StaticProject } from './static-project.js';

/**
 * The one step whose hash has the revision in it: git's commit and what differs from it, as git tells them
 * when Nx hashes the task, after the program was built. A commit that changes no program is a hit for the build.
 */
export function stampTarget(project: StaticProject): TargetConfiguration {
  const { settings, projectName } = project;
  const options = settings['stamp-static'];
  return {
    executor: '@statix/verify:stamp',
    ...cached,
    dependsOn: [forwarding(targetNames.build), forwarding(targetNames.verify)],
    inputs: [
      ...runFileInputs(settings['verify-static'], typeof options === 'object' ? options : {}),
      { dependentTasksOutputFiles: '**/*' },
      { runtime: 'git rev-parse HEAD' },
      { runtime: 'git status --porcelain --untracked-files=normal --ignore-submodules=none' },
      { env: 'STATIX_REVISION' },
      { externalDependencies: [] },
    ],
    outputs: [`{workspaceRoot}/dist/stamped/${projectName}/{options.triple}/{options.profile}`],
    options: {
      ...tripleAndProfile(settings),
      ...howToProve(settings),
      ...(typeof options === 'object' ? options : {}),
      digest: digestOf(undefined, [
        '@statix/verify',
        '@statix/proof',
        '@statix/cargo',
        '@statix/elf',
        '@statix/engine',
      ]),
    },
    ...configurations(project),
    metadata: described(
      'Write the revision into the verified binary, and prove it again',
      project,
      targetNames.stamp,
    ),
  };
}
