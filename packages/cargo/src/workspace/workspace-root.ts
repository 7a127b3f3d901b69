import { ancestorsOf, isWithin, resolvePath } from '../files/repository-path.js';
import { manifestError } from '../manifest/manifest-error.js';
import type { ManifestStore } from '../manifest/manifest-store.js';
import type { TomlWorkspace } from '../manifest/manifest-schema.js';
import type { Manifest } from '../manifest/read-manifest.js';
import type { ManifestProblem } from '../model/cargo-repository.js';

/** The workspace that a package looks itself up in. */
export type FoundRoot =
  /** No workspace: the package stands alone. */
  | { readonly kind: 'none' }
  | { readonly kind: 'root'; readonly manifest: Manifest }
  /** There is one, but its manifest cannot be read; that problem is reported where it is. */
  | { readonly kind: 'broken'; readonly directory: string };

export type FindRoot = (manifest: Manifest) => FoundRoot;

/**
 * Finds the workspace of a package as Cargo does: its own `[workspace]`, `package.workspace`, or the
 * nearest manifest above that is a workspace root and does not exclude it.
 * Cargo book, "The workspace section"; Cargo's `find_root` and `get_ws_root`.
 */
export function rootFinder(store: ManifestStore, problems: ManifestProblem[]): FindRoot {
  const found = new Map<string, FoundRoot>();
  return (manifest) => {
    const known = found.get(manifest.directory);
    if (known !== undefined) return known;
    const root = findRoot(manifest, store, problems);
    found.set(manifest.directory, root);
    return root;
  };
}

function findRoot(
  manifest: Manifest,
  store: ManifestStore,
  problems: ManifestProblem[],
): FoundRoot {
  const own = rootNamedBy(manifest, manifest, store, problems);
  if (own !== undefined) return own;
  for (const directory of ancestorsOf(manifest.directory)) {
    const above = store.at(directory);
    if (above === 'missing') continue;
    if (above === 'broken') return { kind: 'broken', directory };
    const named = rootNamedBy(above, manifest, store, problems);
    if (named !== undefined) return named;
  }
  return { kind: 'none' };
}

/** The root that `manifest` (the package's own, or one above it) says `wanted` belongs to. */
function rootNamedBy(
  manifest: Manifest,
  wanted: Manifest,
  store: ManifestStore,
  problems: ManifestProblem[],
): FoundRoot | undefined {
  const { workspace } = manifest.document;
  if (workspace !== undefined) {
    return isExcluded(wanted.directory, manifest.directory, workspace)
      ? undefined
      : { kind: 'root', manifest };
  }
  const pointer = manifest.package?.workspace;
  return pointer === undefined ? undefined : followPointer(manifest, pointer, store, problems);
}

function followPointer(
  manifest: Manifest,
  pointer: string,
  store: ManifestStore,
  problems: ManifestProblem[],
): FoundRoot {
  const directory = resolvePath(manifest.directory, pointer);
  const target = directory === undefined ? 'missing' : store.at(directory);
  if (directory !== undefined && target === 'broken') return { kind: 'broken', directory };
  if (typeof target === 'object' && target.document.workspace !== undefined) {
    return { kind: 'root', manifest: target };
  }
  if (!problems.some((problem) => problem.file === manifest.path)) {
    problems.push({
      file: manifest.path,
      scope: 'readers',
      error: manifestError(manifest, ['package', 'workspace'], {
        code: 'STATIX_MANIFEST_WORKSPACE_POINTER',
        what: `\`package.workspace\` leads to '${pointer}', which is no workspace`,
        why:
          typeof target === 'object'
            ? `${target.path} has no [workspace] table.`
            : 'There is no Cargo.toml in this repository at that place.',
        remedies: [
          'Correct the path, or remove `package.workspace` if the root is in a directory above.',
        ],
      }),
    });
  }
  return { kind: 'broken', directory: directory ?? manifest.directory };
}

/**
 * Whether a workspace's `exclude` takes a directory out. Plain path prefixes, no globs, and an entry
 * of `members` that is a prefix as well wins. Cargo's `is_excluded`.
 */
export function isExcluded(directory: string, root: string, workspace: TomlWorkspace): boolean {
  const startsWithOneOf = (prefixes: readonly string[] | undefined): boolean =>
    (prefixes ?? []).some((prefix) => {
      // Cargo compares without resolving `..`, so such an entry never matches.
      if (prefix.split('/').includes('..')) return false;
      const resolved = resolvePath(root, prefix);
      return resolved !== undefined && isWithin(directory, resolved);
    });
  return startsWithOneOf(workspace.exclude) && !startsWithOneOf(workspace.members);
}
