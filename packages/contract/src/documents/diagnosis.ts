import * as z from 'zod';

/** What a known line in a build log means, why it is there, and what to do. */
export const diagnosisSchema = z.strictObject({
  /** Stable, kebab-case: `reads-undeclared-file`. */
  id: z.string(),
  title: z.string(),
  why: z.string(),
  remedies: z.array(z.strictObject({ text: z.string(), snippet: z.string().optional() })),
  /** The line of the log that gave it away, neutralised, and its number from 1. */
  line: z.strictObject({ number: z.int().positive(), text: z.string() }),
  /** Public reports of the same thing, `owner/repo#number`. */
  threads: z.array(z.string()),
});

export type Diagnosis = z.infer<typeof diagnosisSchema>;
