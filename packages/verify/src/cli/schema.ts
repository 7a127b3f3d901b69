import { inheritedProofShape, proofShape } from '@statix/proof/expectations';
import * as z from 'zod';
import { OF_BUILDS } from '../inputs/of-builds.js';

const { expectedLinkage: _, run: _run, overrides, ...proof } = proofShape;

/** What the command line takes: all of how programs are proven, as the executor has it, and what to print. */
export const cliSchema = z.strictObject({
  run: z
    .boolean()
    .default(false)
    .describe('Run each program too, alone in an empty container: asks for Docker or Podman'),
  ...proof,
  expectedLinkage: inheritedProofShape.expectedLinkage.describe(
    'static-pie: at a random address each time; static: at a fixed one; either when absent',
  ),
  overrides: overrides.refine(
    (given) => Object.keys(given).every((check) => !OF_BUILDS.includes(check)),
    `expected other checks than ${OF_BUILDS.join(' and ')}, which are about builds of this workspace`,
  ),
  json: z.boolean().default(false).describe('Print one JSON document (kind statix.verification)'),
  verbose: z.boolean().default(false).describe('Print the evidence of every check'),
  annotations: z
    .enum(['auto', 'always', 'never'])
    .default('auto')
    .describe('Print what fails as annotations of GitHub; auto: where GITHUB_ACTIONS is true'),
});

export type CliOptions = z.output<typeof cliSchema>;
