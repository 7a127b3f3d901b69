import * as z from 'zod';
import { documentHeader, sha256Schema } from './schema-version.js';

const named = { name: z.string(), version: z.string() };

/** `/opt/statix/contract.json`: what an image holds and how to use it. Executors assume no path. */
export const imageContractSchema = z.strictObject({
  ...documentHeader('statix.image-contract'),
  recipe: z.strictObject(named),
  triple: z.string(),
  hostTriple: z.string(),
  sysroot: z.string(),
  rustc: z.strictObject({
    path: z.string(),
    version: z.string(),
    commitHash: z.string().nullable(),
    llvmVersion: z.string(),
    sysroot: z.string(),
  }),
  cargo: z.strictObject({ path: z.string(), version: z.string() }),
  tools: z.array(z.strictObject({ ...named, path: z.string() })),
  /** What ends in users' binaries. */
  components: z.array(
    z.strictObject({
      ...named,
      /** SPDX expression. */
      license: z.string(),
      source: z.strictObject({
        package: z.string(),
        version: z.string(),
        files: z.array(
          z.strictObject({ name: z.string(), sha256: sha256Schema, size: z.int().nonnegative() }),
        ),
      }),
      patches: z.array(z.string()),
      /** File in the image with its copyright notices. */
      notices: z.string(),
    }),
  ),
  libraries: z.array(
    z.strictObject({
      ...named,
      archive: z.string(),
      pkgConfig: z.string().nullable(),
      component: z.string(),
      /** Some of those that it defines, by which `image-check` knows it. */
      symbols: z.array(z.string()),
    }),
  ),
  /** Files in the image: a CycloneDX bill of materials, and the notices of all components in one. */
  documents: z.strictObject({ sbom: z.string(), notices: z.string() }),
  /**
   * Allocators that can take the place of musl's malloc: the program to link with, a path in the
   * image, and the allocator's version.
   */
  allocators: z
    .record(z.string(), z.strictObject({ linker: z.string(), version: z.string() }))
    .default({}),
  environment: z.record(z.string(), z.string()),
  paths: z.strictObject({
    workspace: z.string(),
    cargoHome: z.string(),
    target: z.string(),
    home: z.string(),
  }),
  /**
   * Environment variable that names a folder in which the C and C++ compiler keeps its results; absent
   * where it keeps none.
   */
  compilerCache: z
    .string()
    .regex(/^[A-Z_]+$/)
    .optional(),
  packages: z.array(z.strictObject(named)),
});

export type ImageContract = z.infer<typeof imageContractSchema>;
