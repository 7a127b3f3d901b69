import * as z from 'zod';
import { imageOptions } from '../image-options.js';

export const fetchSchema = z.strictObject({
  ...imageOptions,
  folder: z
    .string()
    .min(1)
    .describe(
      'Where the files go, relative to the workspace root; a build takes them from there if STATIX_IMAGE_FILES names it',
    ),
});
