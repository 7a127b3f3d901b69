import { valueAt } from '@statix/cargo';
import { targetNames } from '../../settings/target-names.js';

/** The name of the target that does everything, in settings that may call it something else. */
export function staticTarget(settings: Readonly<Record<string, unknown>>): string {
  const chosen = valueAt({ ...settings }, 'targets', targetNames.all);
  return typeof chosen === 'string' ? chosen : targetNames.all;
}
