import * as z from 'zod';
import { documentHeader, sha256Schema } from './schema-version.js';

export const checkStatusSchema = z.enum(['pass', 'fail', 'warn', 'not-applicable', 'not-provable']);
export type CheckStatus = z.infer<typeof checkStatusSchema>;

/** One thing that was looked at: what was found, where, and what follows from it. */
export const checkSchema = z.strictObject({
  /** Stable, kebab-case: `no-interpreter`. */
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  status: checkStatusSchema,
  /** One sentence for a reader. */
  summary: z.string(),
  /** What was seen, with file offsets in hex where there are any. */
  evidence: z.array(z.string()),
});
export type Check = z.infer<typeof checkSchema>;

/** How a binary is linked, read from its program headers alone. */
export const linkageSchema = z.enum([
  'static-pie',
  'static',
  'dynamic',
  'shared-library',
  'unknown',
]);
export type Linkage = z.infer<typeof linkageSchema>;

/** How the run of a program ended; `start-error` when Linux could not start it at all. */
export const programEndSchema = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('itself'), exitCode: z.int(), signal: z.string().optional() }),
  z.strictObject({ by: z.enum(['timeout', 'expected-output', 'start-error']) }),
]);
export type ProgramEnd = z.infer<typeof programEndSchema>;

/** `<bin>.verify.json`: every check made of one binary. Facts of the machine are in `dist/verify-environment`. */
export const verifyReportSchema = z.strictObject({
  ...documentHeader('statix.verify-report'),
  binary: z.strictObject({ name: z.string(), sha256: sha256Schema, size: z.int().nonnegative() }),
  /** The archive that the program is in, where somebody named that. */
  archive: z
    .strictObject({ name: z.string(), sha256: sha256Schema, size: z.int().nonnegative() })
    .optional(),
  /** `fail` when any check failed, else `pass`. */
  verdict: z.enum(['pass', 'fail']),
  linkage: linkageSchema,
  /** Which checks had to pass, and which of them were judged otherwise, each with its reason. */
  policy: z.strictObject({
    name: z.enum(['baseline', 'strict']),
    overrides: z.array(
      z.strictObject({
        check: z.string(),
        status: z.enum(['fail', 'warn', 'ignore']),
        reason: z.string(),
      }),
    ),
  }),
  /** Whether the program was run, and was what the options asked for. */
  run: z.enum(['required', 'never']),
  /** Absent when the program was not run. */
  end: programEndSchema.optional(),
  checks: z.array(checkSchema),
});

export type VerifyReport = z.infer<typeof verifyReportSchema>;
