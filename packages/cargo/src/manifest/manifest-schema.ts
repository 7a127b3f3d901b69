import { z } from 'zod';
import { isTable } from '../toml/toml-table.js';

/**
 * The parts of a Cargo.toml that say which files make up a package. Everything else is dropped
 * unchecked: whether it is right is for Cargo to say, and a thousand manifests are kept in memory.
 * Cargo book, "The Manifest Format"; underscore spellings are Cargo's deprecated aliases.
 */
const strings = z.array(z.string());
const flag = z.boolean().optional();
const fromWorkspace = z.object({ workspace: z.literal(true) });

function inheritable<Value extends z.ZodType>(value: Value, expected: string) {
  return z.union([value, fromWorkspace], { error: `expected ${expected} or { workspace = true }` });
}

export type TomlDependency = string | TomlDependencyTable;

export interface TomlDependencyTable {
  readonly path?: string | undefined;
  readonly package?: string | undefined;
  readonly workspace?: boolean | undefined;
  readonly optional?: boolean | undefined;
}

const dependencySchema = z.custom<TomlDependency>(isDependency, {
  error: 'expected a version or a table of `version`, `path`, `git`, `workspace` and the like',
});

function isDependency(value: unknown): boolean {
  return typeof value === 'string' || isDependencyTable(value);
}

function isDependencyTable(value: unknown): value is TomlDependencyTable {
  if (!isTable(value)) return false;
  const { path, package: name, workspace, optional } = value;
  return [path, name].every(isStringOrAbsent) && [workspace, optional].every(isFlagOrAbsent);
}

function isStringOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function isFlagOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === 'boolean';
}

/** The tables of dependencies in a manifest, or in its part for a target. */
export interface DependencyTables {
  readonly dependencies?: Dependencies | undefined;
  readonly 'dev-dependencies'?: Dependencies | undefined;
  readonly dev_dependencies?: Dependencies | undefined;
  readonly 'build-dependencies'?: Dependencies | undefined;
  readonly build_dependencies?: Dependencies | undefined;
}

export type Dependencies = Readonly<Record<string, TomlDependency>>;

type DependenciesSchema = z.ZodType<Dependencies>;

function dependencyTables(dependencies: DependenciesSchema) {
  return {
    dependencies: dependencies.optional(),
    'dev-dependencies': dependencies.optional(),
    dev_dependencies: dependencies.optional(),
    'build-dependencies': dependencies.optional(),
    build_dependencies: dependencies.optional(),
  };
}

/** Of all that tools keep there, only what is ours, and the mark of a crate for cargo-fuzz. */
const metadata = z.object({
  statix: z.unknown().optional(),
  'cargo-fuzz': z.unknown().optional(),
});

const target = z.object({
  name: z.string().optional(),
  path: z.string().optional(),
  'required-features': strings.optional(),
  'proc-macro': flag,
  proc_macro: flag,
  'crate-type': strings.optional(),
  crate_type: strings.optional(),
});
export type TomlTarget = z.infer<typeof target>;

const targets = z.array(target).optional();

/** With all other keys, for which of them are inherited counts. */
const packageTable = z.looseObject({
  name: z.string({ error: 'expected the name of the package, a string' }),
  version: inheritable(z.string(), 'a version').optional(),
  edition: inheritable(z.string(), 'an edition').optional(),
  workspace: z.string().optional(),
  build: z.union([z.string(), z.boolean(), strings]).optional(),
  links: z.string().optional(),
  autolib: flag,
  autobins: flag,
  autoexamples: flag,
  autotests: flag,
  autobenches: flag,
  metadata: metadata.optional(),
});
export type TomlPackage = z.infer<typeof packageTable>;

const inheritedPackage = z.object({
  version: z.string().optional(),
  edition: z.string().optional(),
});

function schemaWith(dependencies: DependenciesSchema) {
  return z.object({
    package: packageTable.optional(),
    /** Deprecated spelling of `package`. */
    project: packageTable.optional(),
    workspace: z
      .object({
        members: strings.optional(),
        exclude: strings.optional(),
        'default-members': strings.optional(),
        package: inheritedPackage.optional(),
        dependencies: dependencies.optional(),
        metadata: metadata.optional(),
      })
      .optional(),
    lib: target.optional(),
    bin: targets,
    example: targets,
    test: targets,
    bench: targets,
    'cargo-features': strings.optional(),
    lints: z.unknown().optional(),
    features: z.record(z.string(), strings).optional(),
    ...dependencyTables(dependencies),
    target: z.record(z.string(), z.object(dependencyTables(dependencies))).optional(),
    patch: z.record(z.string(), dependencies).optional(),
    replace: dependencies.optional(),
    profile: z.record(z.string(), z.unknown()).optional(),
  });
}

/**
 * A guard for whole tables: dependencies are most of what a thousand manifests hold, and a zod record
 * of them takes five times as long.
 */
export const manifestSchema = schemaWith(z.custom<Dependencies>(areDependencies));

/** The same, for a manifest that is wrong: it says at which dependency. */
export const explainingManifestSchema = schemaWith(z.record(z.string(), dependencySchema));

function areDependencies(value: unknown): boolean {
  return isTable(value) && Object.values(value).every(isDependency);
}

export type ManifestDocument = z.infer<typeof manifestSchema>;
export type TomlWorkspace = NonNullable<ManifestDocument['workspace']>;
