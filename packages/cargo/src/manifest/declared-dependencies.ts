import type { DependencyKind } from '../model/cargo-package.js';
import type { DependencyTables, ManifestDocument, TomlDependency } from './manifest-schema.js';

/** One entry of one dependency table. */
export interface DeclaredDependency {
  readonly alias: string;
  readonly kind: DependencyKind;
  /** The cfg expression or triple of its `[target.…]` table. */
  readonly target: string | undefined;
  readonly entry: TomlDependency;
  /** The table that it is in, as a path from the top of the document. */
  readonly table: readonly string[];
}

/** Where an entry is in its document. */
export function keyOfDependency({ table, alias }: DeclaredDependency): readonly string[] {
  return [...table, alias];
}

const tables = [
  ['dependencies', 'normal'],
  ['dev-dependencies', 'dev'],
  ['dev_dependencies', 'dev'],
  ['build-dependencies', 'build'],
  ['build_dependencies', 'build'],
] as const;

const known = new WeakMap<ManifestDocument, readonly DeclaredDependency[]>();

/**
 * Every dependency that a manifest declares, in all kinds of tables and for all targets. Listed once
 * for each document: several readers ask.
 */
export function declaredDependencies(document: ManifestDocument): readonly DeclaredDependency[] {
  const before = known.get(document);
  if (before !== undefined) return before;
  const declared = listDependencies(document);
  known.set(document, declared);
  return declared;
}

function listDependencies(document: ManifestDocument): DeclaredDependency[] {
  const declared = inTables(document, undefined, []);
  for (const [target, platform] of Object.entries(document.target ?? {})) {
    declared.push(...inTables(platform, target, ['target', target]));
  }
  return declared;
}

function inTables(
  document: DependencyTables,
  target: string | undefined,
  prefix: readonly string[],
): DeclaredDependency[] {
  const declared: DeclaredDependency[] = [];
  for (const [name, kind] of tables) {
    const dependencies = document[name];
    if (dependencies === undefined) continue;
    const table = [...prefix, name];
    for (const [alias, entry] of Object.entries(dependencies)) {
      declared.push({ alias, kind, target, entry, table });
    }
  }
  return declared;
}
