import * as z from 'zod';
import { dryRunOption, imageOptions } from '../image-options.js';

export const archiveOption = {
  file: z
    .string()
    .describe(
      'The archive, relative to the workspace root; what is in it stands beside it in `<file>.json`',
    ),
};

export const saveSchema = z.strictObject({ ...imageOptions, ...dryRunOption, ...archiveOption });

export type SaveOptions = z.infer<typeof saveSchema>;
