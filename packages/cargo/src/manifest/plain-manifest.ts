import {
  areStrings,
  isFlag,
  isListOf,
  isRecordOf,
  isString,
  isTableOf,
  type Check,
} from '../toml/table-checks.js';
import { isTable, pickKeys, type Table } from '../toml/toml-table.js';
import type { ManifestDocument } from './manifest-schema.js';

/**
 * A manifest that is plainly sound, checked by hand: zod takes as long for a thousand of them as
 * parsing them takes. What it finds wrong is for the schema to explain, and the spec beside it holds
 * the two together.
 *
 * @returns the parts that count; undefined when something is not as the schema has it
 */
export function plainManifest(document: Table): ManifestDocument | undefined {
  const manifest: Record<string, unknown> = {};
  for (const [key, isSound] of tables) {
    const value = document[key];
    if (value === undefined) continue;
    if (!isSound(value)) return undefined;
    manifest[key] = isTable(value) && hasMetadata.has(key) ? withOurMetadata(value) : value;
  }
  return isChecked(manifest) ? manifest : undefined;
}

/** True always: what is in it was checked table by table. */
function isChecked(_manifest: object): _manifest is ManifestDocument {
  return true;
}

const isAnything: Check = () => true;

const isInheritable: Check = (value) =>
  typeof value === 'string' || (isTable(value) && value['workspace'] === true);

const isDependencyTable = isTableOf({
  path: isString,
  package: isString,
  workspace: isFlag,
  optional: isFlag,
});
const areDependencies = isRecordOf(
  (value) => typeof value === 'string' || isDependencyTable(value),
);
const dependencyTables = {
  dependencies: areDependencies,
  'dev-dependencies': areDependencies,
  dev_dependencies: areDependencies,
  'build-dependencies': areDependencies,
  build_dependencies: areDependencies,
};

const isTarget = isTableOf({
  name: isString,
  path: isString,
  'required-features': areStrings,
  'proc-macro': isFlag,
  proc_macro: isFlag,
  'crate-type': areStrings,
  crate_type: areStrings,
});

const isPackage = isTableOf(
  {
    name: isString,
    version: isInheritable,
    edition: isInheritable,
    workspace: isString,
    build: (value) => isString(value) || isFlag(value) || areStrings(value),
    links: isString,
    autolib: isFlag,
    autobins: isFlag,
    autoexamples: isFlag,
    autotests: isFlag,
    autobenches: isFlag,
    metadata: isTable,
  },
  'name',
);

const isWorkspace = isTableOf({
  members: areStrings,
  exclude: areStrings,
  'default-members': areStrings,
  package: isTableOf({ version: isString, edition: isString }),
  dependencies: areDependencies,
  metadata: isTable,
});

const tables: readonly (readonly [key: string, isSound: Check])[] = Object.entries({
  package: isPackage,
  project: isPackage,
  workspace: isWorkspace,
  lib: isTarget,
  bin: isListOf(isTarget),
  example: isListOf(isTarget),
  test: isListOf(isTarget),
  bench: isListOf(isTarget),
  'cargo-features': areStrings,
  lints: isAnything,
  features: isRecordOf(areStrings),
  ...dependencyTables,
  target: isRecordOf(isTableOf(dependencyTables)),
  patch: isRecordOf(areDependencies),
  replace: areDependencies,
  profile: isTable,
});

const hasMetadata: ReadonlySet<string> = new Set(['package', 'project', 'workspace']);

/** Of all that tools keep in a table's metadata, only what is ours, and the mark of a crate for cargo-fuzz. */
function withOurMetadata(table: Table): Table {
  const { metadata } = table;
  if (!isTable(metadata)) return table;
  return { ...table, metadata: pickKeys(metadata, ['statix', 'cargo-fuzz']) };
}
