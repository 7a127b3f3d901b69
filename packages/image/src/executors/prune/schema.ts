import * as z from 'zod';
import { dryRunOption, imageOptions } from '../image-options.js';

export const pruneSchema = z.strictObject({ ...imageOptions, ...dryRunOption });

export type PruneOptions = z.infer<typeof pruneSchema>;
