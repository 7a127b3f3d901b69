import * as z from 'zod';
import { imageOptions } from '../image-options.js';

export const cacheListSchema = z.strictObject({ ...imageOptions });

export type CacheListOptions = z.infer<typeof cacheListSchema>;
