import { isTable } from '../toml/toml-table.js';

/** An entry as it is written. */
interface WrittenEntry {
  readonly name: string;
  readonly version: string;
  readonly source?: string;
  readonly checksum?: string;
  readonly dependencies?: string[];
  readonly replace?: string;
}

/** A Cargo.lock as it is written, in any version. */
interface WrittenLockfile {
  readonly version?: 3 | 4;
  readonly root?: WrittenEntry;
  readonly package?: readonly WrittenEntry[];
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Whether a document is a Cargo.lock, checked by hand: a lock has thousands of entries, for which zod
 * takes as long as the parser. The spec beside it holds it to the schema.
 */
export function isPlainLockfile(document: unknown): document is WrittenLockfile {
  if (!isTable(document)) return false;
  const { version, root, package: entries, metadata } = document;
  return (
    (version === undefined || version === 3 || version === 4) &&
    (root === undefined || isEntry(root)) &&
    (entries === undefined || (Array.isArray(entries) && entries.every(isEntry))) &&
    (metadata === undefined || (isTable(metadata) && Object.values(metadata).every(isString)))
  );
}

function isEntry(value: unknown): boolean {
  if (!isTable(value)) return false;
  const { name, version, source, checksum, dependencies, replace } = value;
  return (
    isString(name) &&
    isString(version) &&
    [source, checksum, replace].every((each) => each === undefined || isString(each)) &&
    (dependencies === undefined || (Array.isArray(dependencies) && dependencies.every(isString)))
  );
}

function isString(value: unknown): boolean {
  return typeof value === 'string';
}
