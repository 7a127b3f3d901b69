import type { TargetConfiguration } from '@nx/devkit';
import type { StatixError } from '@statix/contract/errors';
import { imageTargetNames, targetNames } from '../settings/target-names.js';

/**
 * The static targets of a project that something is wrong with: each fails with what it is. They
 * depend on nothing, so that it is said once.
 */
export function problemTargets(
  problems: readonly StatixError[],
  { programs, extra }: { readonly programs: boolean; readonly extra: readonly string[] },
): Record<string, TargetConfiguration> {
  return failing(
    [
      ...(programs ? ofPrograms : []),
      ...(programs ? extra : []),
      targetNames.test,
      targetNames.check,
      targetNames.shell,
    ],
    problems,
  );
}

const ofPrograms = [
  targetNames.build,
  targetNames.verify,
  targetNames.all,
  targetNames.plan,
  targetNames.run,
];

/** Those of the project of an image whose definition cannot be read. */
export function imageProblemTargets(problem: StatixError): Record<string, TargetConfiguration> {
  return failing([imageTargetNames.identify, imageTargetNames.build], [problem]);
}

function failing(
  names: readonly string[],
  problems: readonly StatixError[],
): Record<string, TargetConfiguration> {
  const target: TargetConfiguration = {
    executor: '@statix/nx:problem',
    cache: false,
    options: { problems: problems.map(asOption) },
    metadata: {
      description: `Fails: ${problems.map(({ what }) => what).join('; ')}`,
      technologies: ['rust', 'statix'],
    },
  };
  return Object.fromEntries(names.map((name) => [name, target]));
}

function asOption({ code, what, why, remedies, excerpt }: StatixError): object {
  return { code, what, ...(why === undefined ? {} : { why }), remedies, excerpt };
}
