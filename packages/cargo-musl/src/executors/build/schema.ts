import * as z from 'zod';
import {
  compileShape,
  digestShape,
  placeShape,
  profileName,
  programShape,
  runsOnShape,
} from '../../plan/package-options.js';

export const buildSchema = z.strictObject({
  ...placeShape,
  profile: profileName
    .default('release')
    .describe('Cargo profile: dev, release or one that the manifest defines'),
  ...programShape,
  ...compileShape,
  ...runsOnShape,
  outputPath: z
    .string()
    .optional()
    .describe('Folder for the binaries; dist/static/<project>/<triple>/<profile> when absent'),
  ...digestShape,
});

export type BuildOptions = z.infer<typeof buildSchema>;
