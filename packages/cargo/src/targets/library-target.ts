import { inDirectory, resolvePath } from '../files/repository-path.js';
import { manifestError } from '../manifest/manifest-error.js';
import type { TomlTarget } from '../manifest/manifest-schema.js';
import type { CargoTarget } from '../model/cargo-package.js';
import { isEdition2015, type PackageContext } from './package-context.js';

/**
 * The library of a package: `[lib]`, or `src/lib.rs` where it is and `autolib` is not false.
 * Cargo's `normalize_lib`.
 *
 * @throws StatixError STATIX_MANIFEST_TARGET_INVALID for a `[lib]` without a file
 */
export function libraryTarget(context: PackageContext): CargoTarget | undefined {
  const { manifest, files } = context;
  const declared = manifest.document.lib;
  const found = files.exists(inDirectory(manifest.directory, 'src/lib.rs'))
    ? 'src/lib.rs'
    : undefined;
  if (declared === undefined) {
    if (found === undefined || context.package.autolib === false) return undefined;
    return library(context, {}, found, false);
  }
  const path = declared.path ?? found ?? legacyPath(context, declared);
  if (path === undefined) {
    throw manifestError(manifest, ['lib'], {
      code: 'STATIX_MANIFEST_TARGET_INVALID',
      what: `the library of ${context.package.name} has no source file`,
      why: 'There is a [lib] table without `path`, and no src/lib.rs.',
      remedies: ['Add src/lib.rs, or set `path` in [lib].'],
    });
  }
  return library(context, declared, path, true);
}

function library(
  context: PackageContext,
  table: TomlTarget,
  path: string,
  declared: boolean,
): CargoTarget {
  const { manifest } = context;
  const resolved = resolvePath(manifest.directory, path);
  if (resolved === undefined) {
    throw manifestError(manifest, ['lib', 'path'], {
      code: 'STATIX_MANIFEST_TARGET_INVALID',
      what: `the library's path ${path} leads out of the repository`,
    });
  }
  return {
    name: libraryName(context, table),
    kind: isProcMacro(table) ? 'proc-macro' : 'lib',
    path: resolved,
    requiredFeatures: [],
    declared,
  };
}

function libraryName(context: PackageContext, table: TomlTarget): string {
  return table.name ?? context.package.name.replaceAll('-', '_');
}

function isProcMacro(table: TomlTarget): boolean {
  const kinds = table['crate-type'] ?? table.crate_type;
  if (kinds !== undefined) return kinds.includes('proc-macro');
  return table['proc-macro'] ?? table.proc_macro ?? false;
}

/** Edition 2015 takes `src/<name>.rs` for a [lib] without path (Cargo warns). */
function legacyPath(context: PackageContext, table: TomlTarget): string | undefined {
  const path = `src/${libraryName(context, table)}.rs`;
  const exists = context.files.exists(inDirectory(context.manifest.directory, path));
  return isEdition2015(context) && exists ? path : undefined;
}
