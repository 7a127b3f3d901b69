import * as z from 'zod';
import {
  compileShape,
  digestShape,
  placeShape,
  profileName,
  runsOnShape,
} from '../../plan/package-options.js';

export const checkSchema = z.strictObject({
  ...placeShape,
  profile: profileName
    .default('dev')
    .describe('Cargo profile: dev, release or one that the manifest defines'),
  ...compileShape,
  ...runsOnShape,
  clippy: z
    .boolean()
    .default(false)
    .describe('Run cargo clippy in the place of cargo check, where the image has it'),
  args: z
    .array(z.string())
    .default([])
    .describe('Arguments of clippy, as after `--`: `--args=-Wclippy::pedantic`'),
  denyWarnings: z.boolean().default(false).describe('Fail when there is a warning'),
  outputPath: z
    .string()
    .optional()
    .describe('Folder for code-quality.json; dist/check/<project>/<triple>/<profile> when absent'),
  ...digestShape,
});

export type CheckOptions = z.infer<typeof checkSchema>;
