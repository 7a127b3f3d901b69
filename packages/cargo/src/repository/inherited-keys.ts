import { declaredDependencies } from '../manifest/declared-dependencies.js';
import type { Manifest } from '../manifest/read-manifest.js';
import { byCodeUnit } from '../files/repository-path.js';
import { isTable } from '../toml/toml-table.js';
import type { InheritedKeys } from './cargo-package.js';

/**
 * The keys of its workspace's root manifest that a package inherits, in tables of every kind and
 * target. Cargo book, "The `package` table" and "Inheriting a dependency from a workspace".
 */
export function inheritedKeys({ document, package: own }: Manifest): InheritedKeys {
  const fields = Object.entries(own ?? {}).filter(([, value]) => isInherited(value));
  const dependencies = declaredDependencies(document).filter(({ entry }) => isInherited(entry));
  return {
    fields: fields.map(([key]) => key).sort(byCodeUnit),
    dependencies: [...new Set(dependencies.map(({ alias }) => alias))].sort(byCodeUnit),
    lints: isInherited(document.lints),
  };
}

function isInherited(value: unknown): boolean {
  return isTable(value) && value['workspace'] === true;
}
