import { proofShape } from '@statix/proof/expectations';
import * as z from 'zod';
import { builtBinariesOptions } from '../built-binaries-options.js';

export const provenanceSchema = z.strictObject({
  ...builtBinariesOptions,
  evidence: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder with the evidence of verify-static; default dist/verify/<project>/<triple>/<profile>',
    ),
  outputPath: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder for the attestations, relative to the workspace root; default dist/provenance/<project>/<triple>/<profile>',
    ),
  builderId: z
    .url({ protocol: /^https?$/, error: 'expected a URI of https or http' })
    .optional()
    .describe(
      'Who builds, as a URI (SLSA’s `builder.id`); when absent what the CI service says, else that it is unknown',
    ),
  ...proofShape,
});

export type ProvenanceOptions = z.output<typeof provenanceSchema>;
