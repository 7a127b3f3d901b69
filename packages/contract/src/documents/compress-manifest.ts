import * as z from 'zod';
import { sha256Schema } from './schema-version.js';

const file = z.strictObject({ sha256: sha256Schema, size: z.int().positive() });

const upx = z.strictObject({ version: z.string(), arguments: z.array(z.string()) });

const common = {
  schemaVersion: z.literal(2),
  kind: z.literal('statix.compress-manifest'),
  name: z.string(),
  /** What was built, or stamped. Packing loses the build ID with all notes. */
  original: file.extend({
    buildId: z
      .string()
      .regex(/^(?:[0-9a-f]{2})+$/)
      .optional(),
  }),
  /** Documents about the original that were copied beside the delivered file. */
  beside: z.array(file.extend({ name: z.string() })),
};

const packed = z.strictObject({
  ...common,
  delivered: z.literal('packed'),
  packed: file,
  /** packed size divided by original size. */
  ratio: z.number().positive(),
  upx,
  /** sha256 of the packed file after `upx -d`; equal to original.sha256, or nothing is written. */
  unpackedSha256: sha256Schema,
  image: z.strictObject({ identity: sha256Schema, reference: z.string() }),
});

const original = z.strictObject({
  ...common,
  delivered: z.literal('original'),
  reason: z.discriminatedUnion('code', [
    /** Packed, it would be larger than the share of its size that the options allow. */
    z.strictObject({
      code: z.literal('not-smaller'),
      /** Absent where UPX itself says that it cannot make the file smaller. */
      ratio: z.number().positive().optional(),
      maxRatio: z.number().positive(),
      upx,
    }),
    /** By STATIX_COMPRESS=0, for the run of Nx that wrote it. */
    z.strictObject({ code: z.literal('switched-off') }),
  ]),
});

/**
 * `<bin>.compress.json`: which file lies beside it, the packed program with the proof that it unpacks to
 * the same bytes, or the original and why.
 */
export const compressManifestSchema = z.discriminatedUnion('delivered', [packed, original]);

export type CompressManifest = z.infer<typeof compressManifestSchema>;
