import * as z from 'zod';

const release = z.string().regex(/^\d+\.\d+$/, 'expected a release such as 1.85');

/** Of a folder beside that file: a repository that brings a recipe must not name one of the machine's. */
const editsFolder = z.string().regex(/^[a-z\d][\w.-]*$/i, 'expected the name of a folder');

/** Of `toolchains/toolchains.json` of a recipe: which compilers it can be made with besides its own. */
export const recipeToolchainsSchema = z.strictObject({
  /** The package in the recipe's own lists that is its compiler. */
  compiler: z.string(),
  oldest: z.strictObject({ rust: release, why: z.string() }),
  /** The LLVM that each release of Rust has in it, as far as Debian has a clang of the same. */
  llvm: z.array(z.strictObject({ from: release, until: release, version: z.string() })),
  /** What is otherwise in the recipe for releases up to one: folders beside this file, after those of a provider. */
  older: z.array(z.strictObject({ until: release, edits: z.array(editsFolder) })).optional(),
  /** Names for channels; null for the recipe's own compiler. */
  presets: z.record(z.string(), z.string().nullable()),
  /** Compilers that the recipe's suite of Debian has besides: packages that take the place of others. */
  debian: z.array(
    z.strictObject({
      rust: release,
      packages: z.record(z.string(), z.string()),
      /** Packages that sources are taken from. */
      sources: z.record(z.string(), z.string()),
      /** Files in these sources that are Cargo.locks: the crates that they are compiled with. */
      crates: z.record(z.string(), z.string()).optional(),
      /** Folders beside this file with what is otherwise in the recipe, first to last. */
      edits: z.array(editsFolder).optional(),
    }),
  ),
  /** What a dist server of rustup has. */
  dist: z
    .strictObject({
      server: z
        .string()
        .regex(/^https?:\/\/[a-z\d.-]+(?::\d+)?(?:\/\S*)?$/i, 'expected the address of a server'),
      /** The triple that its compiler runs on. */
      host: z.string(),
      /** Packages that are not installed then. */
      leaveOut: z.array(z.string()),
      /** The source that is taken from the component rust-src. */
      source: z.string(),
      edits: z.array(editsFolder),
    })
    .optional(),
});

export type RecipeToolchains = z.infer<typeof recipeToolchainsSchema>;
