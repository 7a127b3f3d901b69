import { valueAt } from '@statix/cargo';
import { targetNames } from '../../settings/target-names.js';

/** The name of the target that does everything, in settings that may call it something else. */
export function staticTarget(settings: Readonly<Record<string, unknown>>): string {
  const chosen = valueAt({ ...settings }, 'targets', targetNames.all);
  return typeof chosen === 'string' ? chosen : targetNames.all;
}

/** The name of the target that runs tests; undefined where it is turned off. */
export function testTarget(settings: Readonly<Record<string, unknown>>): string | undefined {
  const chosen = valueAt({ ...settings }, 'targets', targetNames.test);
  if (chosen === false) return undefined;
  return typeof chosen === 'string' ? chosen : targetNames.test;
}
