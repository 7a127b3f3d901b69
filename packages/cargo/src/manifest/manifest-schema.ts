import { z } from 'zod';
import { isTable } from '../toml/toml-table.js';

/**
 * The parts of a Cargo.toml that say which files make up a package. Everything else passes
 * unchecked: whether the rest is right is for Cargo to say.
 * Cargo book, "The Manifest Format"; underscore spellings are Cargo's deprecated aliases.
 */
const strings = z.array(z.string());
const flag = z.boolean().optional();
const fromWorkspace = z.looseObject({ workspace: z.literal(true) });

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

/** A guard and no zod union: dependencies are most of what a thousand manifests hold. */
const dependencySchema = z.custom<TomlDependency>(
  (value) => typeof value === 'string' || isDependencyTable(value),
  { error: 'expected a version or a table of `version`, `path`, `git`, `workspace` and the like' },
);

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

const dependencies = z.record(z.string(), dependencySchema).optional();

const dependencyTables = {
  dependencies,
  'dev-dependencies': dependencies,
  dev_dependencies: dependencies,
  'build-dependencies': dependencies,
  build_dependencies: dependencies,
};
const dependencyTablesSchema = z.looseObject(dependencyTables);
export type DependencyTables = z.infer<typeof dependencyTablesSchema>;

const target = z.looseObject({
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
  metadata: z.record(z.string(), z.unknown()).optional(),
});
export type TomlPackage = z.infer<typeof packageTable>;

const patches = z.record(z.string(), z.record(z.string(), dependencySchema)).optional();

const workspaceTable = z.looseObject({
  members: strings.optional(),
  exclude: strings.optional(),
  'default-members': strings.optional(),
  package: z
    .looseObject({ version: z.string().optional(), edition: z.string().optional() })
    .optional(),
  dependencies,
  metadata: z.record(z.string(), z.unknown()).optional(),
});
export type TomlWorkspace = z.infer<typeof workspaceTable>;

export const manifestSchema = z.looseObject({
  package: packageTable.optional(),
  /** Deprecated spelling of `package`. */
  project: packageTable.optional(),
  workspace: workspaceTable.optional(),
  lib: target.optional(),
  bin: targets,
  example: targets,
  test: targets,
  bench: targets,
  features: z.record(z.string(), strings).optional(),
  ...dependencyTables,
  target: z.record(z.string(), dependencyTablesSchema).optional(),
  patch: patches,
  replace: z.record(z.string(), dependencySchema).optional(),
  profile: z.record(z.string(), z.unknown()).optional(),
});
export type ManifestDocument = z.infer<typeof manifestSchema>;
