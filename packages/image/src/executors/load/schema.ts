import * as z from 'zod';
import { dryRunOption, imageOptions } from '../image-options.js';
import { archiveOption } from '../save/schema.js';

export const loadSchema = z.strictObject({
  ...imageOptions,
  ...dryRunOption,
  ...archiveOption,
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hex digits')
    .optional()
    .describe(
      'What image-save printed, brought here another way: refuses an archive whose .json file was changed with it',
    ),
});

export type LoadOptions = z.infer<typeof loadSchema>;
