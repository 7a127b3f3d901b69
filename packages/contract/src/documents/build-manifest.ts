import * as z from 'zod';
import { documentHeader, sha256Schema } from './schema-version.js';

/** `<bin>.build.json`: what a binary was built from. No time, host or revision: Nx caches it. */
export const buildManifestSchema = z.strictObject({
  ...documentHeader('statix.build-manifest'),
  binary: z.strictObject({ name: z.string(), sha256: sha256Schema, size: z.int().positive() }),
  /** The file beside the binary that has its debug information, and the build ID that both have. */
  debug: z
    .strictObject({
      name: z.string(),
      sha256: sha256Schema,
      size: z.int().positive(),
      buildId: z.string().regex(/^(?:[0-9a-f]{2})+$/),
    })
    .optional(),
  package: z.strictObject({ name: z.string(), version: z.string() }),
  triple: z.string(),
  profile: z.string(),
  features: z.strictObject({
    selected: z.array(z.string()),
    default: z.boolean(),
    all: z.boolean(),
  }),
  /** sha256 of every file that the build could see, by path. */
  sources: z.strictObject({ digest: sha256Schema, files: z.int().nonnegative() }),
  lockfile: z.strictObject({ sha256: sha256Schema }),
  image: z.strictObject({ identity: sha256Schema, reference: z.string() }),
  /** Whose malloc is in the binary. */
  allocator: z.enum(['musl', 'mimalloc']),
  toolchain: z.strictObject({ rustc: z.string(), cargo: z.string(), llvm: z.string() }),
  /**
   * Options of compilers by which it needs more of a processor than every x86-64 has; absent where there are none.
   * Sorted, each once.
   */
  cpu: z
    .strictObject({
      /** Of rustc, for all crates but std. */
      rust: z.array(z.string()),
      /** Of C and C++ that is in the program, of any of it; null where the linker has recorded nothing. */
      native: z.array(z.string()).nullable(),
      /** Of C and C++ that the build's environment asks for everywhere (CFLAGS and the like). */
      nativeEverywhere: z.array(z.string()).optional(),
    })
    .optional(),
  /** Arguments given to cargo, in the container's paths. */
  cargoArguments: z.array(z.string()),
  /** That the build could reach a network: what it was answered there is in no hash. */
  network: z.literal(true).optional(),
  /** That it was built without a container: by whatever its user could reach. Absent for a container. */
  isolation: z.literal('none').optional(),
  /** Names and values that the options declared for the build. */
  environment: z.record(z.string(), z.string()),
});

export type BuildManifest = z.infer<typeof buildManifestSchema>;
