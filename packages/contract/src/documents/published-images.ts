import * as z from 'zod';
import { documentHeader, sha256Schema } from './schema-version.js';

/**
 * `published.json` beside the definition of an image, to be committed: which registry has which
 * identity. Written by `image-push`; only what stands here is ever pulled, and only by its digest.
 */
export const publishedImagesSchema = z.strictObject({
  ...documentHeader('statix.published-images'),
  /** Each identity once, the newest last. */
  images: z.array(
    z.strictObject({
      identity: sha256Schema,
      /** `registry.example/name@sha256:…` */
      reference: z.string().regex(/^[^@\s]+@sha256:[0-9a-f]{64}$/, 'expected repository@sha256:…'),
    }),
  ),
});

export type PublishedImages = z.infer<typeof publishedImagesSchema>;
