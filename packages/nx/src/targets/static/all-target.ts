import type { TargetConfiguration } from '@nx/devkit';
import { targetNames } from '../../settings/target-names.js';
import { cached } from '../cached.js';
import { described } from '../described.js';
import { digestOf } from '../digest-of.js';
import { configurations } from './configurations.js';
import { forwarding } from './forwarding.js';
import type { StaticProject } from './static-project.js';

/**
 * Its hash is made of what the steps have written, so that a run from the cache starts no process for it.
 *
 * @param extra names of the steps besides build and verify
 */
export function allTarget(project: StaticProject, extra: readonly string[]): TargetConfiguration {
  return {
    executor: '@statix/nx:static',
    ...cached,
    dependsOn: [targetNames.build, targetNames.verify, ...extra].map(forwarding),
    inputs: [
      { dependentTasksOutputFiles: '**/*.{build,verify,stamp,compress,package}.json' },
      { externalDependencies: [] },
    ],
    outputs: [],
    options: { digest: digestOf(undefined, ['@statix/nx']) },
    ...configurations(project),
    metadata: described('Build and verify the static binary', project, targetNames.all),
  };
}
