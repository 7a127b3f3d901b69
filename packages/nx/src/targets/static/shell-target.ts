import type { TargetConfiguration } from '@nx/devkit';
import { targetNames } from '../../settings/target-names.js';
import { cached } from '../cached.js';
import { described } from '../described.js';
import { uncachedCargoTarget } from './cargo-target.js';
import { defaultProfile, defaultTriple } from './places.js';
import type { StaticProject } from './static-project.js';

/** Where the package is built, for a person; never cached. */
export function shellTarget(project: StaticProject): TargetConfiguration {
  return {
    executor: '@statix/cargo-musl:shell',
    ...uncachedCargoTarget(project, {
      triple: defaultTriple,
      profile: defaultProfile,
      ...project.settings['build-static'],
    }),
    ultracache: cached.ultracache,
    cache: false,
    metadata: described('A shell where the package is built', project, targetNames.shell, {
      command: 'cargo tree',
    }),
  };
}
