import type { TargetConfiguration } from '@nx/devkit';
import { targetNames } from '../../settings/target-names.js';
import { described } from '../described.js';
import { buildTarget } from './build-target.js';
import { forwarding } from './forwarding.js';
import type { StaticProject } from './static-project.js';

/** The build once more, with its options, to see whether it gives the same bytes; never cached. */
export function rebuildTarget(project: StaticProject): TargetConfiguration {
  // Of a target that is never cached nobody asks for inputs and outputs.
  const { inputs: _inputs, outputs: _outputs, dependsOn = [], ...build } = buildTarget(project);
  return {
    ...build,
    executor: '@statix/cargo-musl:rebuild',
    cache: false,
    dependsOn: [forwarding(targetNames.build), ...dependsOn],
    metadata: described(
      'Build again under other circumstances, and compare the bytes',
      project,
      targetNames.rebuild,
    ),
  };
}
