import * as z from 'zod';
import { documentHeader, sha256Schema } from './schema-version.js';

const file = z.strictObject({ sha256: sha256Schema, size: z.int().positive() });

/** `<bin>.compress.json`: what was packed, with what, and the proof that it unpacks to the same bytes. */
export const compressManifestSchema = z.strictObject({
  ...documentHeader('statix.compress-manifest'),
  name: z.string(),
  original: file,
  packed: file,
  /** packed size divided by original size. */
  ratio: z.number().positive(),
  upx: z.strictObject({ version: z.string(), arguments: z.array(z.string()) }),
  /** sha256 of the packed file after `upx -d`; equal to original.sha256, or nothing is written. */
  unpackedSha256: sha256Schema,
  image: z.strictObject({ identity: sha256Schema, reference: z.string() }),
});

export type CompressManifest = z.infer<typeof compressManifestSchema>;
