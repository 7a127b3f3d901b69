import * as z from 'zod';
import { dryRunOption, imageOptions } from '../image-options.js';

export const buildSchema = z.strictObject({
  ...imageOptions,
  ...dryRunOption,
  noCache: z
    .boolean()
    .default(false)
    .describe('Build again, also an image that is there, and take nothing from a cache'),
  inlineCache: z
    .boolean()
    .default(false)
    .describe(
      'Build again and write into the image what `cacheFrom` needs elsewhere; Docker 23 or later',
    ),
  cacheFrom: z
    .array(z.string())
    .default([])
    .describe(
      'Images whose layers a build may take over: `repository@sha256:…`, or `published` for the newest in published.json',
    ),
});

export type BuildOptions = z.infer<typeof buildSchema>;
