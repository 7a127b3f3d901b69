import type { TargetConfiguration } from '@nx/devkit';
import { targetNames } from '../../settings/target-names.js';
import { described } from '../described.js';
import { configurations } from './configurations.js';
import type { StaticProject } from './static-project.js';

/** Shows what the steps would do. */
export function planTarget(project: StaticProject): TargetConfiguration {
  return {
    executor: '@statix/nx:plan',
    cache: false,
    ...configurations(project),
    metadata: described(
      'Print what build, verify and the steps after them would run',
      project,
      targetNames.plan,
      { json: true },
    ),
  };
}
