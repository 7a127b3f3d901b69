import * as z from 'zod';
import { documentHeader, sha256Schema } from './schema-version.js';

/**
 * `<archive>.json` beside an archive that `image-save` wrote: what is in it, so that `image-load` can
 * tell a damaged archive and one of another image before an engine sees it.
 */
export const imageArchiveSchema = z.strictObject({
  ...documentHeader('statix.image-archive'),
  identity: sha256Schema,
  /** The only name that the archive may give to an image. */
  reference: z.string(),
  /** Of the archive file. */
  sha256: sha256Schema,
  sizeBytes: z.int().nonnegative(),
  /** sha256 of each layer's uncompressed tar, as the engine reports them. */
  layers: z.array(z.string()),
});

export type ImageArchive = z.infer<typeof imageArchiveSchema>;
