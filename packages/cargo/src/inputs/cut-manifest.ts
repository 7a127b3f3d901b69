import { relative } from 'node:path/posix';
import { stringify } from 'smol-toml';
import { byCodeUnit, resolvePath } from '../files/repository-path.js';
import type { CargoPackage } from '../repository/cargo-package.js';
import { isTable, valueAt, type Table } from '../toml/toml-table.js';

export interface RootManifest {
  /** Repository-relative directory of the workspace. */
  readonly directory: string;
  readonly text: string;
  readonly document: Table;
}

export interface CutFor {
  /** Packages that stay, by root. */
  readonly packages: ReadonlyMap<string, CargoPackage>;
  /** Names of all crates that stay; undefined where no lock tells, and every crate may be one. */
  readonly crateNames: () => ReadonlySet<string> | undefined;
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
  const { document } = root;
  const { workspace, patch, replace } = document;
  const hasPackage = cut.packages.has(root.directory);
  const stays = (key: string, entry: unknown) => staysPatched(key, entry, root, cut);
  const kept = {
    ...(hasPackage ? document : pick(document, ['cargo-features', 'profile'])),
    ...(isTable(workspace) ? { workspace: cutWorkspace(workspace, root, cut, hasPackage) } : {}),
    ...(isTable(patch) ? { patch: patchesBySource(patch, stays) } : {}),
    ...(isTable(replace) ? { replace: filterTable(replace, stays) } : {}),
  };
  const text = stringify(kept);
  return text === stringify(document) ? root.text : text;
}

function cutWorkspace(
  workspace: Table,
  root: RootManifest,
  cut: CutFor,
  hasPackage: boolean,
): Table {
  const members = [...cut.packages.values()]
    .filter((pkg) => pkg.workspace === root.directory)
    .sort((left, right) => byCodeUnit(left.root, right.root));
  const listed = members.filter((pkg) => pkg.root !== root.directory);
  const fields = members.flatMap((pkg) => pkg.inherited.fields);
  const dependencies = members.flatMap((pkg) => pkg.inherited.dependencies);
  const { metadata, ...others } = workspace;
  return withoutUndefined({
    ...others,
    resolver: workspace['resolver'] ?? (hasPackage ? undefined : packageResolver(root)),
    members:
      workspace['members'] === undefined
        ? undefined
        : listed.map((pkg) => memberGlob(root.directory, pkg.root)),
    // Without a list Cargo takes the package whose manifest it is given, which is the one to build.
    'default-members': undefined,
    package: cutTable(workspace['package'], fields),
    dependencies: cutTable(workspace['dependencies'], dependencies),
    lints: members.some((pkg) => pkg.inherited.lints) ? workspace['lints'] : undefined,
    // Our own settings reach a build as options.
    metadata: isTable(metadata) ? filterTable(metadata, (key) => key !== 'statix') : metadata,
  });
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
  return relative(`/${from}`, `/${to}`).replace(/[?*[\]]/g, '[$&]');
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

function cutTable(table: unknown, keys: readonly string[]): unknown {
  return isTable(table) ? pick(table, keys) : table;
}

function pick(table: Table, keys: readonly string[]): Table {
  return filterTable(table, (key) => keys.includes(key));
}

function filterTable(table: Table, stays: Stays): Table {
  return Object.fromEntries(Object.entries(table).filter(([key, value]) => stays(key, value)));
}

function withoutUndefined(table: Table): Table {
  return filterTable(table, (_key, value) => value !== undefined);
}
