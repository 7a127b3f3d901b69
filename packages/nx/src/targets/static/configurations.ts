import type { TargetConfiguration } from '@nx/devkit';
import type { StaticProject } from './static-project.js';

/** Profiles of tests and benchmarks make no programs. */
const withoutPrograms: readonly string[] = ['test', 'bench'];

/**
 * One for each Cargo profile, so that `nx run app:static -c dev` means all steps. Nx takes the default
 * configuration where a target has none of the name, without a word: so every step has all of them.
 */
export function configurations({
  workspace,
}: StaticProject): Pick<TargetConfiguration, 'configurations'> {
  const profiles = (workspace?.profiles ?? []).filter((name) => !withoutPrograms.includes(name));
  return {
    configurations: Object.fromEntries(profiles.map((profile) => [profile, { profile }])),
  };
}
