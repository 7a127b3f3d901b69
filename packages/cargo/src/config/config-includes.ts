import { isTable, type Table } from '../toml/toml-table.js';

export interface ConfigInclude {
  /** Relative to the directory of the file that includes it. */
  readonly path: string;
  readonly optional: boolean;
}

/**
 * The files that a configuration includes, in its order (Cargo 1.94, Cargo book, "Including extra
 * configuration files"). A later one wins over an earlier one, the including file over all of them.
 */
export function configIncludes(config: Table): ConfigInclude[] {
  const { include } = config;
  if (!Array.isArray(include)) return [];
  return include.flatMap((entry: unknown) => {
    if (typeof entry === 'string') return [{ path: entry, optional: false }];
    if (!isTable(entry) || typeof entry['path'] !== 'string') return [];
    return [{ path: entry['path'], optional: entry['optional'] === true }];
  });
}
