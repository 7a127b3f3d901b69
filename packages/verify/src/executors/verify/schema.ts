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
  paths: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'Files to verify instead of that folder, relative to the workspace root: programs that somebody else built, and archives of programs; the target must not be cached',
    ),
  outputPath: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder for the evidence, relative to the workspace root; default dist/verify/<project>/<triple>/<profile>',
    ),
  ...proofShape,
  annotations: z
    .enum(['auto', 'always', 'never'])
    .default('never')
    .describe(
      'Print what fails, and what is warned of, as annotations of GitHub; auto: where GITHUB_ACTIONS is true',
    ),
  digest: z
    .string()
    .optional()
    .describe('Set by the plugin, for Nx to hash: what the result depends on besides files'),
});

export type VerifyOptions = z.output<typeof verifySchema>;
