import * as z from 'zod';
import { dryRunOption, imageOptions } from '../image-options.js';

export const pushSchema = z.strictObject({
  ...imageOptions,
  ...dryRunOption,
  repository: z
    .string()
    .describe('Where the image goes, without a tag: `registry.example:5000/team/statix`'),
});

export type PushOptions = z.infer<typeof pushSchema>;
