import * as z from 'zod';
import { imageOptions } from '../image-options.js';

const assignment = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.+-]*=[A-Za-z0-9][A-Za-z0-9.+~:-]*$/, 'expected name=version');

export const lockSchema = z.strictObject({
  ...imageOptions,
  set: z
    .union([assignment, z.array(assignment)])
    .default([])
    .describe(
      'Pin a source or package to a version, `openssl=3.5.7`, and leave the rest; `openssl=newest` ends that',
    ),
  check: z
    .boolean()
    .default(false)
    .describe('Write nothing; fail and say which if entries are older than what there is, or gone'),
  provider: z
    .enum(['debian', 'dist'])
    .optional()
    .describe(
      'Where the compiler of `channel` is from: Debian’s packages, or a dist server of rustup (RUSTUP_DIST_SERVER); Debian where it has it, when left out',
    ),
  ifNeeded: z
    .boolean()
    .default(false)
    .describe('Refresh only what can no longer be had, and say what moved'),
});
