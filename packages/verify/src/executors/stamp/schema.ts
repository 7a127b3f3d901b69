import { proofShape } from '@statix/proof/expectations';
import * as z from 'zod';
import { isRevision, MOST_CHARACTERS } from './revision-text.js';
import { builtBinariesOptions } from '../built-binaries-options.js';

export const stampSchema = z.strictObject({
  ...builtBinariesOptions,
  outputPath: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder for the stamped binaries, relative to the workspace root; default dist/stamped/<project>/<triple>/<profile>',
    ),
  revision: z
    .string()
    .refine(isRevision, {
      error: `expected at most ${MOST_CHARACTERS} printable ASCII characters, no space at either end`,
    })
    .optional()
    .describe(
      'Text to write in place of git’s commit; STATIX_REVISION says the same for a whole run',
    ),
  dirty: z
    .enum(['mark', 'refuse'])
    .default('mark')
    .describe(
      'Where git knows of changes that are not committed: append -dirty to the commit, or fail',
    ),
  programs: z
    .array(z.string().min(1))
    .optional()
    .describe('Programs that stamp-static and package-static take; all of the project when absent'),
  ...proofShape,
  expectedStdout: proofShape.expectedStdout.describe(
    'JavaScript regular expression (flag m) that standard output has to match; `{revision}` in it stands for the text that was written',
  ),
  digest: z
    .string()
    .optional()
    .describe('Set by the plugin, for Nx to hash: what the result depends on besides files'),
});

export type StampOptions = z.output<typeof stampSchema>;
