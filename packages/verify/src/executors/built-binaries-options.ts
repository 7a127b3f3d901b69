import { folderName } from '@statix/proof/expectations';
import * as z from 'zod';

/** Of a step that takes what the build wrote. */
export const builtBinariesOptions = {
  triple: folderName.default('x86_64-unknown-linux-musl').describe('Target triple of the binaries'),
  profile: folderName.default('release').describe('Cargo profile of the binaries'),
  binaries: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder with the binaries, relative to the workspace root; default dist/static/<project>/<triple>/<profile>',
    ),
};
