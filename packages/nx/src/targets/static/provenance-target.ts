import type { TargetConfiguration } from '@nx/devkit';
import { targetNames } from '../../settings/target-names.js';
import { described } from '../described.js';
import { configurations } from './configurations.js';
import { howToProve } from './how-to-prove.js';
import { tripleAndProfile } from './places.js';
import type { StaticProject } from './static-project.js';

/**
 * Times are in what it writes, so it is never cached. Another profile than that of the settings is a
 * configuration, `-c dev`, which the steps before have too.
 */
export function provenanceTarget(project: StaticProject): TargetConfiguration {
  const { settings } = project;
  return {
    executor: '@statix/verify:provenance',
    cache: false,
    dependsOn: [targetNames.build, targetNames.verify],
    options: {
      ...tripleAndProfile(settings),
      ...howToProve(settings),
      ...settings.provenance,
    },
    ...configurations(project),
    metadata: described(
      'Write what can be attested of the verified binary: that it was proven, and SLSA provenance',
      project,
      targetNames.provenance,
      { builderId: 'https://ci.example/release' },
    ),
  };
}
