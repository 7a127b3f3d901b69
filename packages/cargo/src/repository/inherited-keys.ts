import { declaredDependencies } from '../manifest/declared-dependencies.js';
import type { Manifest } from '../manifest/read-manifest.js';
import { isTable } from '../toml/toml-table.js';
import type { InheritedKeys } from '../model/cargo-package.js';

/**
 * The keys of its workspace's root manifest that a package inherits, in tables of every kind and
 * target. Cargo book, "The `package` table" and "Inheriting a dependency from a workspace".
 */
export function inheritedKeys({ document, package: own }: Manifest): InheritedKeys {
  const fields = Object.keys(own ?? {}).filter((key) => isInherited(own?.[key]));
  const dependencies = new Set<string>();
  for (const { alias, entry } of declaredDependencies(document)) {
    if (typeof entry !== 'string' && entry.workspace === true) dependencies.add(alias);
  }
  return {
    fields: fields.sort(),
    dependencies: [...dependencies].sort(),
    lints: isInherited(document.lints),
  };
}

function isInherited(value: unknown): boolean {
  return isTable(value) && value['workspace'] === true;
}
