import { areStrings, isListOf, isRecordOf, isString, isTableOf } from '../toml/table-checks.js';

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
  return isLockfile(document);
}

const isEntry = isTableOf(
  {
    name: isString,
    version: isString,
    source: isString,
    checksum: isString,
    dependencies: areStrings,
    replace: isString,
  },
  'name',
  'version',
);

const isLockfile = isTableOf({
  version: (value) => value === 3 || value === 4,
  root: isEntry,
  package: isListOf(isEntry),
  metadata: isRecordOf(isString),
});
