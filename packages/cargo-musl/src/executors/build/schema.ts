import * as z from 'zod';
import { compileShape, digestShape, placeShape, profileName } from '../../plan/package-options.js';

export const buildSchema = z.strictObject({
  ...placeShape,
  profile: profileName
    .default('release')
    .describe('Cargo profile: dev, release or one that the manifest defines'),
  bins: z
    .array(z.string())
    .optional()
    .describe('Binaries to build; all of the package when absent'),
  ...compileShape,
  outputPath: z
    .string()
    .optional()
    .describe('Folder for the binaries; dist/static/<project>/<triple>/<profile> when absent'),
  ...digestShape,
});

export type BuildOptions = z.infer<typeof buildSchema>;
