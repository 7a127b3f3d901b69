import { folderName, proofShape } from '@statix/proof/expectations';
import * as z from 'zod';

export const provenanceSchema = z.strictObject({
  triple: folderName.default('x86_64-unknown-linux-musl').describe('Target triple of the binaries'),
  profile: folderName.default('release').describe('Cargo profile of the binaries'),
  binaries: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder with the binaries, relative to the workspace root; default dist/static/<project>/<triple>/<profile>',
    ),
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
