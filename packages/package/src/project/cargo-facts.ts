import { isAbsolute, join } from 'node:path';
import { isTable, parseToml, readRepository, repositoryFiles, type Table } from '@statix/cargo';
import { StatixError } from '@statix/contract';

/** What a Cargo.toml says for those who get the program: Cargo book, "The `[package]` section". */
export interface CargoFacts {
  readonly name: string;
  readonly version: string;
  readonly description: string | undefined;
  readonly authors: readonly string[];
  /** SPDX expression. */
  readonly license: string | undefined;
  /** Repository-relative, of `license-file`. */
  readonly licenseFile: string | undefined;
  readonly homepage: string | undefined;
  readonly repository: string | undefined;
  /** Repository-relative folders; '' for the root of the repository. */
  readonly root: string;
  readonly workspace: string;
}

/**
 * Reads what a Cargo.toml says of its package, fields from `[workspace.package]` included.
 *
 * @param manifest relative to the workspace root of Nx
 * @throws StatixError STATIX_MANIFEST_*, STATIX_PACKAGE_MANIFEST_UNKNOWN
 */
export function cargoFacts(workspaceRoot: string, manifest: string): CargoFacts {
  const files = repositoryFiles(workspaceRoot);
  const { packages } = readRepository([manifest], files);
  const found = packages.find((one) => one.manifest === manifest);
  if (found === undefined) throw unknownManifest(manifest);
  const tableAt = (path: string, ...keys: string[]): Table => {
    if (!files.exists(path)) return {};
    let table: unknown = parseToml(files.read(path), path, 'STATIX_MANIFEST_SYNTAX');
    for (const key of keys) table = isTable(table) ? table[key] : undefined;
    return isTable(table) ? table : {};
  };
  const own = { ...tableAt(manifest, 'project'), ...tableAt(manifest, 'package') };
  const root = join(found.workspace, 'Cargo.toml');
  const shared = tableAt(root, 'workspace', 'package');
  const valueOf = (key: string): unknown => {
    const value = own[key];
    return isTable(value) && value['workspace'] === true ? shared[key] : value;
  };
  const textOf = (key: string): string | undefined => {
    const value = valueOf(key);
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  const authors = valueOf('authors');
  return {
    name: found.name,
    version: found.version,
    description: textOf('description'),
    authors: Array.isArray(authors)
      ? authors.flatMap((one: unknown) => (typeof one === 'string' ? [one.trim()] : []))
      : [],
    license: textOf('license'),
    licenseFile: pathFrom(
      // An inherited path is relative to the root of the workspace (Cargo book, "workspace.package").
      isTable(own['license-file']) ? found.workspace : found.root,
      textOf('license-file'),
    ),
    homepage: textOf('homepage'),
    repository: textOf('repository'),
    root: found.root,
    workspace: found.workspace,
  };
}

function pathFrom(folder: string, path: string | undefined): string | undefined {
  return path === undefined || isAbsolute(path) ? path : join(folder, path);
}

function unknownManifest(manifest: string): StatixError {
  return new StatixError({
    code: 'STATIX_PACKAGE_MANIFEST_UNKNOWN',
    what: `${manifest} is the manifest of no package that can be read`,
    remedies: ['Name the Cargo.toml of the package in the option `manifest`.'],
  });
}
