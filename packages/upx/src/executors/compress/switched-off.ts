import { StatixError } from '@statix/contract';
import { requireHashedVariable, type NxContext } from '@statix/task';

const VARIABLE = 'STATIX_COMPRESS';

/**
 * Whether originals are delivered for this run of Nx: `STATIX_COMPRESS=0`. The plugin makes the
 * variable an input of the task, so what was cached with one value is not taken for the other.
 *
 * @param asked STATIX_COMPRESS: `0`, `1`, or empty for what the project says
 * @throws StatixError STATIX_ENVIRONMENT_INVALID, STATIX_INPUT_NOT_HASHED
 */
export function isSwitchedOff(context: NxContext, asked = process.env[VARIABLE]): boolean {
  if (asked === '0') {
    requireHashedVariable(VARIABLE, context);
    return true;
  }
  if (asked === undefined || asked === '' || asked === '1') return false;
  throw new StatixError({
    code: 'STATIX_ENVIRONMENT_INVALID',
    what: `${VARIABLE} is '${asked}'; expected 0 (deliver the originals) or 1`,
    remedies: [{ text: 'Correct or unset it:', snippet: `unset ${VARIABLE}` }],
  });
}
