import { isTable, pickKeys, type Table } from '../toml/toml-table.js';
import { manifestKeys, metadataKeys } from './is-manifest.js';

/**
 * The parts of a parsed Cargo.toml that the schema knows: the others are dropped unchecked, for a
 * thousand manifests are kept in memory, and tools keep much in `metadata`.
 */
export function keptParts(document: Table): Table {
  const kept: Record<string, unknown> = {};
  for (const key of manifestKeys) {
    const value = document[key];
    if (value === undefined) continue;
    kept[key] = isTable(value) && isTable(value['metadata']) ? withOurMetadata(value) : value;
  }
  return kept;
}

function withOurMetadata(table: Table): Table {
  const { metadata } = table;
  return isTable(metadata) ? { ...table, metadata: pickKeys(metadata, metadataKeys) } : table;
}
