import * as z from 'zod';
import { CHECK_IDS } from '../checks/check-ids.js';

const MOST_CHARACTERS = 500;

/** What is to be made of a check, whatever the policy makes of it, and why. */
const overrideSchema = z.strictObject({
  status: z.enum(['fail', 'warn', 'ignore']),
  reason: z
    .string()
    .max(MOST_CHARACTERS, `expected at most ${MOST_CHARACTERS} characters`)
    .regex(/\S/, 'expected a reason: it goes into the report'),
});

/** Which checks a program has to pass: options of every step that proves. */
export const policyShape = {
  policy: z
    .enum(['baseline', 'strict'])
    .default('baseline')
    .describe(
      'baseline: what makes a program not static or dangerous fails, the rest warns; strict: warnings fail as well, and a run that prints what was expected is asked for',
    ),
  overrides: z
    .partialRecord(z.enum(CHECK_IDS), overrideSchema)
    .default({})
    .describe(
      'By check: `{ status, reason }`; status fail makes its warning a failure, warn its failure a warning, ignore neither; the reason goes into the report',
    ),
};
