import * as z from 'zod';
import { imageOptions } from '../image-options.js';

export const identifySchema = z.strictObject({
  ...imageOptions,
  digest: z
    .string()
    .optional()
    .describe(
      'Hash of the recipe, set by the plugin so that Nx sees a change of a recipe in node_modules',
    ),
});
