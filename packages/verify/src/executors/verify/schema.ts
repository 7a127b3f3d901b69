import { folderName, proofShape } from '@statix/proof/expectations';
import * as z from 'zod';
import { builtBinariesOptions } from '../built-binaries-options.js';

export const verifySchema = z.strictObject({
  triple: folderName
    .default('x86_64-unknown-linux-musl')
    .describe('Target triple that the binaries were built for'),
  profile: folderName
    .default('release')
    .describe('Cargo profile that the binaries were built with'),
  binaries: builtBinariesOptions.binaries,
  outputPath: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder for the evidence, relative to the workspace root; default dist/verify/<project>/<triple>/<profile>',
    ),
  ...proofShape,
  digest: z
    .string()
    .optional()
    .describe('Set by the plugin, for Nx to hash: what the result depends on besides files'),
});

export type VerifyOptions = z.output<typeof verifySchema>;
