import { inheritedProofShape, proofShape } from '@statix/proof/expectations';
import * as z from 'zod';

const { expectedLinkage: _, ...proof } = proofShape;

/** What the command line takes: all of how programs are proven, as the executor has it, and what to print. */
export const cliSchema = z.strictObject({
  ...proof,
  expectedLinkage: inheritedProofShape.expectedLinkage.describe(
    'static-pie: at a random address each time; static: at a fixed one; either when absent',
  ),
  json: z.boolean().default(false).describe('Print one JSON document (kind statix.verification)'),
  verbose: z.boolean().default(false).describe('Print the evidence of every check'),
  annotations: z
    .enum(['auto', 'always', 'never'])
    .default('auto')
    .describe('Print what fails as annotations of GitHub; auto: where GITHUB_ACTIONS is true'),
});

export type CliOptions = z.output<typeof cliSchema>;
