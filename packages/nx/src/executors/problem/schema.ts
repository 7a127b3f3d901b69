import * as z from 'zod';

const remedy = z.strictObject({ text: z.string(), snippet: z.string().optional() });

const problem = z.strictObject({
  code: z.templateLiteral(['STATIX_', z.string()]),
  what: z.string(),
  why: z.string().optional(),
  remedies: z.array(remedy).default([]),
  excerpt: z.array(z.string()).default([]),
});

/** Loose: a project.json or the command line may set options of the target that it stands for. */
export const problemSchema = z.looseObject({
  problems: z.array(problem).min(1).describe('What is wrong, set by the plugin'),
});
