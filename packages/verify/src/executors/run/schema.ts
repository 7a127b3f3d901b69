import { folderName } from '@statix/proof/expectations';
import * as z from 'zod';
import { builtBinariesOptions } from '../built-binaries-options.js';

export const runSchema = z.strictObject({
  triple: folderName
    .default('x86_64-unknown-linux-musl')
    .describe('Target triple that the program was built for'),
  profile: folderName
    .default('release')
    .describe('Cargo profile that the program was built with; on the command line: `-c dev`'),
  binaries: builtBinariesOptions.binaries,
  bin: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Which of several programs; set in the settings, for the command line is the program’s',
    ),
  args: z
    .array(z.string())
    .default([])
    .describe('Arguments of the program; those of the command line take their place')
    .meta({ $default: { $source: 'unparsed' } }),
});

export type RunOptions = z.output<typeof runSchema>;
