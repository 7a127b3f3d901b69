import * as z from 'zod';
import { documentHeader, sha256Schema } from './schema-version.js';

/** One name, as files in the folder of a package have it: no folder, no hidden file. */
const fileName = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.+~-]*$/, 'expected the name of a file');
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'expected sha256: and 64 hex digits');

/** `<name>-<version>-<triple>.package.json`: what was packaged, and from which proven programs. */
export const packageManifestSchema = z.strictObject({
  ...documentHeader('statix.package-manifest'),
  package: z.strictObject({ name: z.string(), version: z.string() }),
  triple: z.string(),
  profile: z.string(),
  /** The programs that are inside, each with the step whose bytes and proof they are. */
  programs: z.array(
    z.strictObject({
      name: z.string(),
      sha256: sha256Schema,
      size: z.int().positive(),
      step: z.enum(['build', 'stamp', 'compress']),
    }),
  ),
  /** Archives and packages beside this document. */
  files: z.array(
    z.strictObject({
      name: fileName,
      format: z.enum(['tar.gz', 'zip', 'deb', 'oci-archive']),
      sha256: sha256Schema,
      size: z.int().positive(),
    }),
  ),
  /** The OCI image, where there is one. */
  container: z
    .strictObject({
      /** Folder beside this document with its OCI image layout. */
      layout: fileName,
      /** Of the image's manifest: what a registry and `docker pull` call it by. */
      digest,
      /** What the image is called where nobody calls it otherwise. */
      repository: z.string(),
      tag: z.string(),
    })
    .optional(),
});

export type PackageManifest = z.infer<typeof packageManifestSchema>;
