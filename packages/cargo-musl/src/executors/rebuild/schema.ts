import * as z from 'zod';
import { buildSchema } from '../build/schema.js';

/** Those of the build that it repeats. */
export const rebuildSchema = z.strictObject({
  ...buildSchema.shape,
  outputPath: z
    .string()
    .optional()
    .describe(
      'Folder of the binaries to compare with; dist/static/<project>/<triple>/<profile> when absent',
    ),
});

export type RebuildOptions = z.infer<typeof rebuildSchema>;
