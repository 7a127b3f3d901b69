import { relative } from 'node:path/posix';
import { stringify } from 'smol-toml';
import { byCodeUnit, resolvePath } from '../files/repository-path.js';
import type { CargoPackage } from '../model/cargo-package.js';
import { tomlEncoding } from '../toml/toml-encoding.js';
import { isTable, keysInOrder, pickKeys, valueAt, type Table } from '../toml/toml-table.js';

export interface RootManifest {
  /** Repository-relative directory of the workspace. */
  readonly directory: string;
  readonly text: string;
  readonly document: Table;
}

export interface CutFor {
  /** Packages that stay, by root. */
  readonly packages: ReadonlyMap<string, CargoPackage>;
  /** Whether one of them is a member of the workspace, and not only found from it, as what is patched. */
  readonly isMember: (pkg: CargoPackage) => boolean;
  /** Names of all crates that stay; undefined where no lock tells, and every crate may be one. */
  readonly crateNames: () => ReadonlySet<string> | undefined;
}

/** What stays of a root manifest, as far as it depends on the packages that do. */
interface Kept {
  readonly hasPackage: boolean;
  /** The members that are listed, as globs. */
  readonly members: readonly string[];
  /** Keys of `[workspace.package]`. */
  readonly fields: ReadonlySet<string>;
  /** Keys of `[workspace.dependencies]`. */
  readonly dependencies: ReadonlySet<string>;
  readonly lints: boolean;
  readonly stays: Stays;
}

/**
 * The root manifest of a workspace as if it had been written for some of its packages: these are the
 * members, and what only others inherit or patch is gone. Profiles stay, all of them: which one a
 * build uses may be said on the command line. So do unknown tables, for build scripts may read them.
 *
 * Features of others cannot matter then. They do not in the whole workspace either: Cargo unifies
 * the features of the packages that are built and no others, with every resolver (Cargo book,
 * "Features", "Feature unification").
 *
 * @returns the text as written where there is nothing to cut
 */
export function cutManifest(root: RootManifest, cut: CutFor): string {
  const kept = keptFor(root, cut);
  return isWhole(root, kept) ? root.text : stringify(cutDocument(root, kept));
}

/**
 * Text that differs wherever what {@link cutManifest} returns does, at a fraction of the time: what
 * is common to all packages and the entries that they inherit are spelled out once.
 */
export function cutManifestEncoding(root: RootManifest, cut: CutFor): string {
  const kept = keptFor(root, cut);
  if (isWhole(root, kept)) return `whole ${root.text}`;
  const { workspace, patch, replace } = root.document;
  const table = isTable(workspace) ? workspace : {};
  return [
    'cut',
    commonEncoding(root, kept),
    JSON.stringify(kept.members),
    partEncoding(table['package'], kept.fields),
    partEncoding(table['dependencies'], kept.dependencies),
    isTable(patch) ? tomlEncoding(patchesBySource(patch, kept.stays)) : '',
    isTable(replace) ? tomlEncoding(filterTable(replace, kept.stays)) : '',
  ].join('\n');
}

function keptFor(root: RootManifest, cut: CutFor): Kept {
  // All of these may inherit from it.
  const own = [...cut.packages.values()]
    .filter((pkg) => pkg.workspace === root.directory)
    .sort((left, right) => byCodeUnit(left.root, right.root));
  return {
    hasPackage: cut.packages.has(root.directory),
    members: own
      .filter((pkg) => pkg.root !== root.directory && cut.isMember(pkg))
      .map((pkg) => memberGlob(root.directory, pkg.root)),
    fields: union(own.map(({ inherited }) => inherited.fields)),
    dependencies: union(own.map(({ inherited }) => inherited.dependencies)),
    lints: own.some(({ inherited }) => inherited.lints),
    stays: (key, entry) => staysPatched(key, entry, root, cut),
  };
}

function union(lists: readonly (readonly string[])[]): Set<string> {
  const all = new Set<string>();
  for (const list of lists) for (const item of list) all.add(item);
  return all;
}

/** Tables of a virtual manifest that stay without its workspace's other packages. */
const ofAnyRoot = ['cargo-features', 'profile'];

function isWhole(root: RootManifest, kept: Kept): boolean {
  const { workspace, patch, replace, ...others } = root.document;
  const patches = isTable(patch) ? Object.values(patch).filter(isTable) : [];
  return (
    (kept.hasPackage || Object.keys(others).every((key) => ofAnyRoot.includes(key))) &&
    (!isTable(workspace) || isWholeWorkspace(workspace, root, kept)) &&
    [...patches, ...(isTable(replace) ? [replace] : [])].every((table) =>
      Object.entries(table).every(([key, entry]) => kept.stays(key, entry)),
    )
  );
}

function isWholeWorkspace(workspace: Table, root: RootManifest, kept: Kept): boolean {
  const { members, metadata } = workspace;
  const hasAll = (table: unknown, keys: ReadonlySet<string>): boolean =>
    !isTable(table) || Object.keys(table).every((key) => keys.has(key));
  return (
    workspace['default-members'] === undefined &&
    (members === undefined || isSameList(members, kept.members)) &&
    workspace['resolver'] === resolverFor(workspace, root, kept) &&
    hasAll(workspace['package'], kept.fields) &&
    hasAll(workspace['dependencies'], kept.dependencies) &&
    (kept.lints || workspace['lints'] === undefined) &&
    !(isTable(metadata) && Object.hasOwn(metadata, 'statix'))
  );
}

function isSameList(value: unknown, list: readonly string[]): boolean {
  return (
    Array.isArray(value) &&
    value.length === list.length &&
    list.every((item, position) => value[position] === item)
  );
}

function cutDocument(root: RootManifest, kept: Kept): Table {
  const { patch, replace } = root.document;
  const common = commonDocument(root, kept);
  const { workspace } = common;
  return {
    ...common,
    ...(isTable(workspace) ? { workspace: cutWorkspace(workspace, kept) } : {}),
    ...(isTable(patch) ? { patch: patchesBySource(patch, kept.stays) } : {}),
    ...(isTable(replace) ? { replace: filterTable(replace, kept.stays) } : {}),
  };
}

function cutWorkspace(workspace: Table, kept: Kept): Table {
  return withoutUndefined({
    ...workspace,
    members: workspace['members'] === undefined ? undefined : kept.members,
    package: cutTable(workspace['package'], kept.fields),
    dependencies: cutTable(workspace['dependencies'], kept.dependencies),
  });
}

/** The document with what differs from package to package not yet cut. */
function commonDocument(root: RootManifest, kept: Pick<Kept, 'hasPackage' | 'lints'>): Table {
  const { document } = root;
  const { workspace, patch, replace } = document;
  return withoutUndefined({
    ...(kept.hasPackage ? document : pickKeys(document, ofAnyRoot)),
    workspace: isTable(workspace) ? commonWorkspace(workspace, root, kept) : workspace,
    patch,
    replace,
  });
}

function commonWorkspace(
  workspace: Table,
  root: RootManifest,
  kept: Pick<Kept, 'hasPackage' | 'lints'>,
): Table {
  const { metadata } = workspace;
  return withoutUndefined({
    ...workspace,
    resolver: resolverFor(workspace, root, kept),
    // Without a list Cargo takes the package whose manifest it is given, which is the one to build.
    'default-members': undefined,
    lints: kept.lints ? workspace['lints'] : undefined,
    // Our own settings reach a build as options.
    metadata: isTable(metadata) ? filterTable(metadata, (key) => key !== 'statix') : metadata,
  });
}

const commonEncodings = new WeakMap<Table, Map<string, string>>();

/** Of {@link commonDocument}, with the places of what is cut for each package, and not their content. */
function commonEncoding(root: RootManifest, { hasPackage, lints }: Kept): string {
  const known = commonEncodings.get(root.document) ?? new Map<string, string>();
  commonEncodings.set(root.document, known);
  const key = `${String(hasPackage)} ${String(lints)}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const common = commonDocument(root, { hasPackage, lints });
  const { workspace } = common;
  const encoding = tomlEncoding(
    withPlaces(
      isTable(workspace)
        ? { ...common, workspace: withPlaces(workspace, ['members', 'package', 'dependencies']) }
        : common,
      ['patch', 'replace'],
    ),
  );
  known.set(key, encoding);
  return encoding;
}

function withPlaces(table: Table, keys: readonly string[]): Table {
  return Object.fromEntries(
    Object.entries(table).map(([key, value]) => [key, keys.includes(key) ? true : value]),
  );
}

function partEncoding(table: unknown, keys: ReadonlySet<string>): string {
  if (!isTable(table)) return tomlEncoding(table);
  return keysInOrder(table, keys)
    .map((key) => entryEncoding(table, key))
    .join('\n');
}

const entryEncodings = new WeakMap<Table, Map<string, string>>();

function entryEncoding(table: Table, key: string): string {
  const known = entryEncodings.get(table) ?? new Map<string, string>();
  entryEncodings.set(table, known);
  const before = known.get(key);
  if (before !== undefined) return before;
  const encoding = `${JSON.stringify(key)}:${tomlEncoding(table[key])}`;
  known.set(key, encoding);
  return encoding;
}

function resolverFor(
  workspace: Table,
  root: RootManifest,
  { hasPackage }: Pick<Kept, 'hasPackage'>,
): unknown {
  return workspace['resolver'] ?? (hasPackage ? undefined : packageResolver(root));
}

/**
 * What a root package says of the resolver for its workspace, by name or by its edition: without the
 * package the workspace would get resolver 1. Cargo book, "Resolver versions".
 */
function packageResolver({ document }: RootManifest): string | undefined {
  const own = document['package'] ?? document['project'];
  if (!isTable(own)) return undefined;
  if (typeof own['resolver'] === 'string') return own['resolver'];
  const edition = isTable(own['edition'])
    ? valueAt(document, 'workspace', 'package', 'edition')
    : own['edition'];
  if (edition === '2015' || edition === '2018' || edition === undefined) return undefined;
  return edition === '2021' ? '2' : '3';
}

function memberGlob(from: string, to: string): string {
  const path = from === '' ? to : relative(`/${from}`, `/${to}`);
  return path.replace(/[?*[\]]/g, '[$&]');
}

type Stays = (key: string, entry: unknown) => boolean;

function patchesBySource(patch: Table, stays: Stays): Table {
  return Object.fromEntries(
    Object.entries(patch).map(([source, entries]) => [
      source,
      isTable(entries) ? filterTable(entries, stays) : entries,
    ]),
  );
}

/** A path stays with its package, anything else with the crate of its name. */
function staysPatched(key: string, patch: unknown, root: RootManifest, cut: CutFor): boolean {
  const path = isTable(patch) ? patch['path'] : undefined;
  if (typeof path === 'string') {
    const directory = resolvePath(root.directory, path);
    return directory !== undefined && cut.packages.has(directory);
  }
  const name = isTable(patch) && typeof patch['package'] === 'string' ? patch['package'] : key;
  // A key of `[replace]` is a package ID: foo:1.2.3, or URL#foo:1.2.3.
  const names = cut.crateNames();
  return names === undefined || names.has(name.replace(/^.*#/, '').replace(/[:@].*$/, ''));
}

function cutTable(table: unknown, keys: ReadonlySet<string>): unknown {
  return isTable(table) ? pickKeys(table, keys) : table;
}

function filterTable(table: Table, stays: Stays): Table {
  return Object.fromEntries(Object.entries(table).filter(([key, value]) => stays(key, value)));
}

function withoutUndefined(table: Table): Table {
  return filterTable(table, (_key, value) => value !== undefined);
}
