import type { TargetDependencyConfig } from '@nx/devkit';

/** What a step is given on the command line reaches the steps before it. */
export function forwarding(target: string): TargetDependencyConfig {
  return { target, params: 'forward' };
}
