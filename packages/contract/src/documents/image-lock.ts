import * as z from 'zod';
import { documentHeader, sha256Schema } from './schema-version.js';

/** Debian's names and versions, and what is made of them, end in shell commands and URLs. */
const packageName = z.string().regex(/^[a-z0-9][a-z0-9.+-]*$/, 'expected the name of a package');
const packageVersion = z
  .string()
  .regex(/^[0-9][A-Za-z0-9.+~:-]*$/, 'expected a version as Debian writes it');

/** As Cargo has them; both end in a URL and in a folder's name. */
const crateName = z.string().regex(/^[A-Za-z0-9_-]+$/, 'expected the name of a crate');
const crateVersion = z
  .string()
  .regex(/^[0-9]+\.[0-9]+\.[0-9]+[A-Za-z0-9.+-]*$/, 'expected a version as Cargo writes it');

const lockedFileSchema = z.strictObject({
  /** `<archive>/<path in it>`: `debian/pool/main/z/zlib/zlib_1.3.orig.tar.xz`. */
  path: z
    .string()
    .regex(/^[a-z-]+(\/[A-Za-z0-9_+~%=.-]+)+$/, 'expected <archive>/<path>')
    .refine((path) => !path.split('/').includes('..'), 'expected a path without ".."'),
  /** Bytes. */
  size: z.int().positive(),
  sha256: sha256Schema,
  /** The same bytes where their author publishes them. */
  upstream: z.url().optional(),
});

/** Base addresses by archive; a file's is `<address>/<path without its first folder>`. */
const addresses = z.record(z.string(), z.url());

/**
 * `lock.json`: every file that an image is made of. A build takes exactly these; only `image-lock`
 * writes it.
 */
export const imageLockSchema = z.strictObject({
  ...documentHeader('statix.image-lock'),
  /** The recipe's arguments that it was made for. */
  arguments: z.record(z.string(), z.string()),
  /** Where a file is looked for, in this order. What is found counts only with the right sha256. */
  providers: z.array(
    z.discriminatedUnion('name', [
      z.strictObject({ name: z.literal('folder') }),
      z.strictObject({ name: z.literal('archive'), urls: addresses }),
      z.strictObject({ name: z.literal('snapshot'), urls: addresses }),
      z.strictObject({ name: z.literal('upstream') }),
    ]),
  ),
  /** Versions that were asked for with `image-lock --set`, by name of the source or package. */
  pins: z.record(packageName, packageVersion),
  /** The compiler in place of the recipe's own: which one, and where it is from. */
  toolchain: z
    .strictObject({
      /** As it was asked for: `1.85`, `nightly-2026-05-20`. */
      channel: z.string(),
      provider: z.enum(['debian', 'dist']),
      /** Of rustc: `1.85.1`, `1.97.0-nightly`. */
      version: z.string().regex(/^\d+\.\d+\.\d+(-[a-z0-9.]+)?$/, 'expected a version of Rust'),
      /** Of the channel's manifest on the dist server. */
      date: z.iso.date().optional(),
      /** Archives of the dist server that are installed. */
      components: z
        .array(lockedFileSchema.omit({ upstream: true }).extend({ name: packageName }))
        .default([]),
    })
    .optional(),
  /** What ends in users' programs. */
  sources: z.array(
    z.strictObject({
      name: packageName,
      /** Debian's source package. */
      package: packageName,
      version: packageVersion,
      /** SPDX expression. */
      license: z.string(),
      files: z.array(lockedFileSchema).min(1),
    }),
  ),
  /** What the recipe compiles from Cargo's registry, as the Cargo.lock of the recipe has it. */
  crates: z
    .array(
      lockedFileSchema.omit({ upstream: true }).extend({
        name: crateName,
        version: crateVersion,
        /** Which Cargo.lock of the recipe has it; that of what compiles where it is not said. */
        sets: z
          .array(z.enum(['crates', 'tools']))
          .min(1)
          .optional(),
        /** What its Cargo.toml states; null if that names a file instead. */
        license: z.string().nullable(),
      }),
    )
    .default([]),
  /** What is installed in the image and while it is built: the whole closure, nothing from a base. */
  packages: z.array(
    lockedFileSchema.omit({ upstream: true }).extend({
      name: packageName,
      version: packageVersion,
      /** The stages that install it. */
      sets: z.array(z.enum(['essential', 'sources', 'runtime', 'build', 'tools'])).min(1),
      /** Short names in its machine-readable copyright file; null if it has none. */
      licenses: z.array(z.string()).nullable(),
    }),
  ),
});

export type ImageLock = z.infer<typeof imageLockSchema>;
export type LockedFile = z.infer<typeof lockedFileSchema>;
