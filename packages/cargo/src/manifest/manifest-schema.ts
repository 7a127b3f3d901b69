import * as z from 'zod';

/**
 * The parts of a Cargo.toml that say which files make up a package. Everything else is dropped
 * unchecked: whether it is right is for Cargo to say, and a thousand manifests are kept in memory.
 * Cargo book, "The Manifest Format"; underscore spellings are Cargo's deprecated aliases.
 *
 * It explains what is wrong with a manifest. What is right with a thousand is told by `is-manifest.ts`,
 * which is written from it.
 */
export const stringsSchema = z.array(z.string());
const flag = z.boolean().optional();
export const fromWorkspaceSchema = z.object({ workspace: z.literal(true) });

function inheritable<Value extends z.ZodType>(value: Value, expected: string) {
  return z.union([value, fromWorkspaceSchema], {
    error: `expected ${expected} or { workspace = true }`,
  });
}

/** With all other keys: versions and features count elsewhere. */
export const dependencyTableSchema = z.looseObject({
  path: z.string().optional(),
  package: z.string().optional(),
  workspace: flag,
  optional: flag,
});

const dependency = z.union([z.string(), dependencyTableSchema], {
  error: 'expected a version or a table of `version`, `path`, `git`, `workspace` and the like',
});
export type TomlDependency = z.infer<typeof dependency>;

export const dependenciesSchema = z.record(z.string(), dependency);

/** The tables of dependencies in a manifest, or in its part for a target. */
const dependencyTables = {
  dependencies: dependenciesSchema.optional(),
  'dev-dependencies': dependenciesSchema.optional(),
  dev_dependencies: dependenciesSchema.optional(),
  'build-dependencies': dependenciesSchema.optional(),
  build_dependencies: dependenciesSchema.optional(),
};
export const platformSchema = z.object(dependencyTables);
export type DependencyTables = z.infer<typeof platformSchema>;

/** Of all that tools keep there, only what is ours, and the mark of a crate for cargo-fuzz. */
export const metadataSchema = z.object({
  statix: z.unknown().optional(),
  'cargo-fuzz': z.unknown().optional(),
});

export const targetSchema = z.object({
  name: z.string().optional(),
  path: z.string().optional(),
  'required-features': stringsSchema.optional(),
  'proc-macro': flag,
  proc_macro: flag,
  'crate-type': stringsSchema.optional(),
  crate_type: stringsSchema.optional(),
});
export type TomlTarget = z.infer<typeof targetSchema>;

const targets = z.array(targetSchema).optional();

/** With all other keys, for which of them are inherited counts. */
export const packageSchema = z.looseObject({
  name: z.string({ error: 'expected the name of the package, a string' }),
  version: inheritable(z.string(), 'a version').optional(),
  edition: inheritable(z.string(), 'an edition').optional(),
  workspace: z.string().optional(),
  build: z.union([z.string(), z.boolean(), stringsSchema]).optional(),
  links: z.string().optional(),
  autolib: flag,
  autobins: flag,
  autoexamples: flag,
  autotests: flag,
  autobenches: flag,
  metadata: metadataSchema.optional(),
});
export type TomlPackage = z.infer<typeof packageSchema>;

export const inheritedPackageSchema = z.object({
  version: z.string().optional(),
  edition: z.string().optional(),
});

export const manifestSchema = z.object({
  package: packageSchema.optional(),
  /** Deprecated spelling of `package`. */
  project: packageSchema.optional(),
  workspace: z
    .object({
      members: stringsSchema.optional(),
      exclude: stringsSchema.optional(),
      'default-members': stringsSchema.optional(),
      package: inheritedPackageSchema.optional(),
      dependencies: dependenciesSchema.optional(),
      metadata: metadataSchema.optional(),
    })
    .optional(),
  lib: targetSchema.optional(),
  bin: targets,
  example: targets,
  test: targets,
  bench: targets,
  'cargo-features': stringsSchema.optional(),
  lints: z.unknown().optional(),
  features: z.record(z.string(), stringsSchema).optional(),
  ...dependencyTables,
  target: z.record(z.string(), platformSchema).optional(),
  patch: z.record(z.string(), dependenciesSchema).optional(),
  replace: dependenciesSchema.optional(),
  profile: z.record(z.string(), z.unknown()).optional(),
});

export type ManifestDocument = z.infer<typeof manifestSchema>;
export type TomlWorkspace = NonNullable<ManifestDocument['workspace']>;
