import * as z from 'zod';
import { documentHeader, sha256Schema } from './schema-version.js';

/** A Rust package that is linked into a program. */
export const linkedCrateSchema = z.strictObject({
  name: z.string(),
  version: z.string(),
  /** As in Cargo.lock; null for a package of the repository. */
  source: z.string().nullable(),
  /** Of a registry package's archive. */
  checksum: sha256Schema.optional(),
  /** SPDX expression, as its manifest says; null where it says none. */
  license: z.string().nullable(),
  /** The package whose program it is. */
  root: z.literal(true).optional(),
  /** `name version` of those that it is linked with, sorted. */
  dependencies: z.array(z.string()),
});
export type LinkedCrate = z.infer<typeof linkedCrateSchema>;

export const libraryOriginSchema = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('image'),
    /** As the image's contract names it. */
    component: z.string(),
    sourcePackage: z.string(),
    sourceVersion: z.string(),
    purl: z.string(),
  }),
  z.strictObject({ by: z.literal('crate'), crate: z.string(), crateVersion: z.string() }),
]);

/** Native code that is linked into a program: of the image, or compiled by a crate. */
export const linkedLibrarySchema = z.strictObject({
  name: z.string(),
  /** Of the library's authors; null where it is not known. */
  version: z.string().nullable(),
  /** SPDX expression; null where it is not known. */
  license: z.string().nullable(),
  origin: libraryOriginSchema,
  /** File names of the archives that the linker took it from, sorted. */
  archives: z.array(z.string()),
});
export type LinkedLibrary = z.infer<typeof linkedLibrarySchema>;

/** `<bin>.contents.json`: what is inside a program. No time, host or revision: Nx caches it. */
export const contentsSchema = z.strictObject({
  ...documentHeader('statix.contents'),
  binary: z.strictObject({ name: z.string(), sha256: sha256Schema, size: z.int().positive() }),
  /** Without build dependencies and procedural macros, which run on the builder. Sorted by name and version. */
  crates: z.array(linkedCrateSchema),
  /**
   * `recorded`: `libraries` are all that the linker took something from. `unknown`: the linker left no record,
   * and `libraries` are those that every such program has.
   */
  linked: z.enum(['recorded', 'unknown']),
  /** Sorted by name, origin and version. */
  libraries: z.array(linkedLibrarySchema),
});
export type Contents = z.infer<typeof contentsSchema>;
