import { imageOptions } from '@statix/contract';
import * as z from 'zod';

/** The only triple there is an image for; a list, so that schema.json and an error can show it. */
export const triples = ['x86_64-unknown-linux-musl'] as const;

const environmentName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of an environment variable');

/** What the plugin sets: which package, in which image. */
export const placeShape = {
  manifest: z.string().describe('The package’s Cargo.toml, relative to the workspace root'),
  ...imageOptions,
  image: imageOptions.image.describe(
    'image.json as written by the image project’s identify target, relative to the workspace root',
  ),
  triple: z.enum(triples).default('x86_64-unknown-linux-musl').describe('Target triple'),
};

export const profileName = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/, 'expected the name of a Cargo profile');

/** How a package is compiled. */
export const compileShape = {
  features: z.array(z.string()).default([]).describe('Features to turn on'),
  allFeatures: z.boolean().default(false).describe('Turn all features on'),
  defaultFeatures: z.boolean().default(true).describe('Keep the default features on'),
  rustflags: z
    .array(z.string())
    .default([])
    .describe('More flags for rustc, after those of .cargo/config.toml'),
  allocator: z
    .enum(['musl', 'mimalloc'])
    .default('musl')
    .describe(
      'Memory allocator linked into the binaries: musl’s own, or mimalloc, which is many times faster when threads allocate at the same time; no change of the project',
    ),
  threadStackSize: z
    .int()
    .min(131072, 'musl gives a thread 131072 bytes at least')
    .max(8388608, 'musl gives a thread 8388608 bytes (8 MiB) at most, whatever a program asks for')
    .optional()
    .describe(
      'Stack, in bytes, of threads that C and C++ code makes without saying a size, from 131072 to 8388608; 2097152 (2 MiB) in Statix’s image when absent. Threads that Rust makes have 2 MiB whatever this says',
    ),
  buildNetwork: z
    .boolean()
    .default(false)
    .describe(
      'Give build scripts, macros and compilers a network. What they get there is in no hash: the result may differ from day to day, and the manifest of each binary says so. Cargo itself stays offline',
    ),
  sourceMode: z
    .enum(['copy', 'exact'])
    .default('copy')
    .describe(
      'Whether build scripts and macros may write beside their sources: in `copy` they may, into copies that end with the build; in `exact` that fails',
    ),
  offline: z
    .boolean()
    .default(false)
    .describe(
      'Fetch nothing: the crates are those that earlier builds fetched, or that are vendored in the repository; fails where one is missing',
    ),
  extraInputs: z
    .array(z.string())
    .default([])
    .describe(
      'Globs, relative to the workspace root, of files outside the package that the build reads',
    ),
  generatedInputs: z
    .record(
      z.string().regex(/^[^\s:]+(:[^\s]+)?$/, 'expected a task such as codegen:generate'),
      z.array(z.string()).min(1),
    )
    .default({})
    .describe(
      'Files that other tasks write and the build reads: by task, such as `codegen:generate` or a target of the own project, globs relative to the workspace root. The task runs first',
    ),
  environment: z
    .record(environmentName, z.string())
    .default({})
    .describe('Environment variables of the build; hashed, so no secrets'),
};

/**
 * Where cargo runs. Hashed as all options are: one hash must not cover two isolations. Not `runner`, which on a
 * command line is Nx’s own: who runs its tasks.
 */
export const runsOnShape = {
  runsOn: z
    .enum(['container', 'host'])
    .default('container')
    .describe(
      'What cargo runs in: a container of the image, or, where this machine is the image itself (`container:` of a CI job, `FROM` in a Dockerfile), the machine, without an engine and without isolation',
    ),
};

/** Which programs are made of a package, and how. */
export const programShape = {
  bins: z
    .array(z.string())
    .optional()
    .describe('Binaries to build; all of the package when absent'),
  examples: z
    .union([z.boolean(), z.array(z.string())])
    .default(false)
    .describe(
      'Example programs to build besides, by name, or true for all: they are taken and verified like binaries. The build then sees what the package’s tests see, dev-dependencies included',
    ),
  strip: z
    .enum(['none', 'debuginfo', 'symbols'])
    .optional()
    .describe(
      'What is taken out of the binaries, whatever the profile says: nothing, debug information, or symbols too; as the profile says when absent',
    ),
  splitDebug: z
    .enum(['none', 'line-tables-only', 'full'])
    .default('none')
    .describe(
      'Put debug information, whatever the profile says, into `<binary>.debug` beside the binary, which is stripped of it and names the file: what a backtrace needs (line-tables-only), or all that a debugger does (full). With `strip` = symbols the binary has no symbols either; they are in that file',
    ),
  auditable: z
    .boolean()
    .default(false)
    .describe(
      'Put the list of crates and their versions into the binary (section .dep-v0, by cargo auditable), where scanners find them: `cargo audit bin`, Trivy, Grype, osv-scanner',
    ),
  cargoArgs: z
    .array(z.string())
    .default([])
    .describe(
      'Further arguments of cargo build, such as `--keep-going` or `-vv`; those that Statix sets itself or that would break what it promises are refused, with what to use instead',
    ),
};

/** The same where what is not said is as for the build. */
export const inheritedShape = {
  features: compileShape.features.unwrap().optional(),
  allFeatures: compileShape.allFeatures.unwrap().optional(),
  defaultFeatures: compileShape.defaultFeatures.unwrap().optional(),
  rustflags: compileShape.rustflags.unwrap().optional(),
  allocator: compileShape.allocator.unwrap().optional(),
  threadStackSize: compileShape.threadStackSize,
  offline: compileShape.offline.unwrap().optional(),
  buildNetwork: compileShape.buildNetwork.unwrap().optional(),
  sourceMode: compileShape.sourceMode.unwrap().optional(),
  extraInputs: compileShape.extraInputs.unwrap().optional(),
  generatedInputs: compileShape.generatedInputs.unwrap().optional(),
  environment: compileShape.environment.unwrap().optional(),
};

/** What the plugin sets for Nx to hash. */
export const digestShape = {
  digest: z
    .string()
    .optional()
    .describe('Hash of image and package versions, set by the plugin so that Nx sees a change'),
  workspaceDigest: z
    .string()
    .optional()
    .describe(
      'Hash of the parts of Cargo.lock and root manifest that the build sees, set by the plugin and compared before a build',
    ),
};

/** The options that every run of cargo for a package has. */
export type PackageOptions = z.infer<
  z.ZodObject<
    typeof placeShape &
      typeof compileShape &
      typeof digestShape & { readonly profile: typeof profileName }
  >
> & { readonly runsOn?: 'container' | 'host' };
