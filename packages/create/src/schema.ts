import { z } from 'zod';

export const setUpSchema = z.strictObject({
  nx: z
    .string()
    .regex(/^(24|\d+\.\d+\.\d+(-[\w.]+)?)$/, 'expected 24, or an exact version: 23.3.2')
    .default('24')
    .describe('Version of Nx to install: 24 for the newest of it, or an exact one'),
  help: z.boolean().default(false).describe('Print this, and do nothing'),
});
