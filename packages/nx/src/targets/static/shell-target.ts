import type { TargetConfiguration } from '@nx/devkit';
import { targetNames } from '../../settings/target-names.js';
import { described } from '../described.js';
import { cargoTarget } from './cargo-target.js';
import { inputsOf } from './inputs-of.js';
import { defaultProfile, defaultTriple } from './places.js';
import type { StaticProject } from './static-project.js';

/** Where the package is built, for a person; never cached. */
export function shellTarget(project: StaticProject): TargetConfiguration {
  // Of a target that is never cached nobody asks for the inputs.
  const { inputs: _inputs, ...target } = cargoTarget(project, inputsOf(project), {
    triple: defaultTriple,
    profile: defaultProfile,
    ...project.settings['build-static'],
  });
  return {
    executor: '@statix/cargo-musl:shell',
    ...target,
    cache: false,
    metadata: described('A shell where the package is built', project, targetNames.shell, {
      command: 'cargo tree',
    }),
  };
}
