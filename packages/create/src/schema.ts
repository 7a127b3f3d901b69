import { z } from 'zod';

export const setUpSchema = z.strictObject({
  nx: z
    .string()
    .regex(/^[\w.^~-]+$/, 'expected a version: 24, or 23.3.2')
    .default('24')
    .describe('Version of Nx to install: a major one, or an exact one'),
  help: z.boolean().default(false).describe('Print this, and do nothing'),
});
