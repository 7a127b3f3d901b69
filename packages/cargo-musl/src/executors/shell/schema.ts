import * as z from 'zod';
import {
  compileShape,
  digestShape,
  placeShape,
  profileName,
  programShape,
} from '../../plan/package-options.js';

export const shellSchema = z.strictObject({
  ...placeShape,
  profile: profileName
    .default('release')
    .describe('Cargo profile of the build whose command is shown'),
  ...programShape,
  ...compileShape,
  command: z
    .string()
    .min(1)
    .optional()
    .describe('Run this in the shell, and end; the terminal is not needed then'),
  printCommand: z
    .boolean()
    .default(false)
    .describe('Print a docker command that does the same, and run nothing'),
  ...digestShape,
});

export type ShellOptions = z.infer<typeof shellSchema>;
