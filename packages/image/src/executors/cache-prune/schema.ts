import * as z from 'zod';
import { dryRunOption, imageOptions } from '../image-options.js';

export const cachePruneSchema = z.strictObject({
  ...imageOptions,
  ...dryRunOption,
  all: z
    .boolean()
    .default(false)
    .describe('Remove the volumes of the present image too, so that the next build starts cold'),
});

export type CachePruneOptions = z.infer<typeof cachePruneSchema>;
