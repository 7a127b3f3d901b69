import { z } from 'zod';

export const planSchema = z.strictObject({
  json: z.boolean().default(false).describe('Print JSON'),
});
