import { folderName } from '@statix/proof/expectations';
import * as z from 'zod';

/** Which package. */
export const placeShape = {
  triple: folderName.default('x86_64-unknown-linux-musl').describe('Target triple of the package'),
  profile: folderName
    .default('release')
    .describe('Cargo profile of the package; on the command line: `-c dev`'),
  packages: z
    .string()
    .min(1)
    .optional()
    .describe('Folder with the package; dist/package/<project>/<triple>/<profile> when absent'),
};

export const loadSchema = z.strictObject({
  ...placeShape,
  reference: z
    .string()
    .min(1)
    .optional()
    .describe(
      'What the image is called in the engine, `name:tag`; name and version of the package when absent',
    ),
});

export type LoadOptions = z.output<typeof loadSchema>;
