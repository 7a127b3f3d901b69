import * as z from 'zod';
import { staticSchema } from '../static/schema.js';

/** What can be said to all steps, to see what they would do with it, and how to print it. */
export const planSchema = staticSchema.omit({ digest: true }).extend({
  json: z.boolean().default(false).describe('Print JSON'),
});
