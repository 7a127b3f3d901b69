import type { DependencyKind } from '../repository/cargo-package.js';
import type { DependencyTables, ManifestDocument, TomlDependency } from './manifest-schema.js';

/** One entry of one dependency table. */
export interface DeclaredDependency {
  readonly alias: string;
  readonly kind: DependencyKind;
  /** The cfg expression or triple of its `[target.…]` table. */
  readonly target: string | undefined;
  readonly entry: TomlDependency;
  /** Where it is in the document. */
  readonly key: readonly string[];
}

const tables = [
  ['dependencies', 'normal'],
  ['dev-dependencies', 'dev'],
  ['dev_dependencies', 'dev'],
  ['build-dependencies', 'build'],
  ['build_dependencies', 'build'],
] as const;

/** Every dependency that a manifest declares, in all kinds of tables and for all targets. */
export function declaredDependencies(document: ManifestDocument): DeclaredDependency[] {
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
  for (const [table, kind] of tables) {
    for (const [alias, entry] of Object.entries(document[table] ?? {})) {
      declared.push({ alias, kind, target, entry, key: [...prefix, table, alias] });
    }
  }
  return declared;
}
