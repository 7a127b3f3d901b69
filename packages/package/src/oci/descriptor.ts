import * as z from 'zod';

/** Media types of the OCI image specification 1.1. */
export const MEDIA_TYPES = {
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  index: 'application/vnd.oci.image.index.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
} as const;

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);

const descriptor = <Type extends string>(mediaType: Type) =>
  z.object({ mediaType: z.literal(mediaType), digest, size: z.int().nonnegative() });

/** What names a blob: its kind, hash and length. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

export const manifestSchema = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.literal(MEDIA_TYPES.manifest),
  config: descriptor(MEDIA_TYPES.config),
  layers: z.array(descriptor(MEDIA_TYPES.layer)).min(1).max(16),
});

export const indexSchema = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.literal(MEDIA_TYPES.index),
  manifests: z.tuple([descriptor(MEDIA_TYPES.manifest)]),
});

export const configSchema = z.object({
  rootfs: z.object({ type: z.literal('layers'), diff_ids: z.array(digest) }),
});
