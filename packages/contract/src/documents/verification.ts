import * as z from 'zod';
import { documentHeader } from './schema-version.js';
import { verifyReportSchema } from './verify-report.js';

/** What one call of the command line verified: of files that somebody named, and of programs in archives among them. */
export const verificationSchema = z.strictObject({
  ...documentHeader('statix.verification'),
  /** `fail` when a program failed; `none` when none did and there was something that could not be verified. */
  verdict: z.enum(['pass', 'fail', 'none']),
  reports: z.array(verifyReportSchema),
  /** What there is no verdict on, and why. */
  unverified: z.array(
    z.strictObject({
      name: z.string(),
      code: z.string(),
      what: z.string(),
      why: z.string().optional(),
    }),
  ),
  /** What archives hold besides programs and was not looked into or followed. */
  passedOver: z.array(z.strictObject({ name: z.string(), what: z.string() })),
});

export type Verification = z.infer<typeof verificationSchema>;
