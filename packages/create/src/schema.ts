import * as z from 'zod';

export const setUpSchema = z.strictObject({
  nx: z
    .string()
    .regex(/^(24|\d+\.\d+\.\d+(-[\w.]+)?)$/, 'expected 24, or an exact version: 23.3.2')
    .default('24')
    .describe('Version of Nx to install: 24 for the newest of it, or an exact one'),
  base: z
    .string()
    .regex(/^\S+$/, 'expected the name of an image')
    .optional()
    .describe('Image that the Statix image is made from: Debian trixie, by tag or digest'),
  reference: z
    .string()
    .regex(
      /^[^@\s]+@sha256:[0-9a-f]{64}$/,
      'expected an image by its digest: registry.example/team/image@sha256:…',
    )
    .optional()
    .describe('A finished Statix image, by its digest, instead of one that is made here'),
  help: z.boolean().default(false).describe('Print this, and do nothing'),
});
