import type { Tree } from '@nx/devkit';
import { isTable, parseToml, valueAt } from '@statix/cargo';

/** What a Cargo workspace gives to members that ask for it. */
export interface WorkspaceInheritance {
  /** Keys of `[workspace.package]`, in the order that they have there. */
  readonly keys: readonly string[];
  /** `workspace.package.edition`. */
  readonly edition: string | undefined;
  /** Whether there is a `[workspace.lints]`. */
  readonly lints: boolean;
  /** Whether those lints refuse `unsafe` blocks. */
  readonly forbidsUnsafe: boolean;
}

/**
 * Reads what members of a Cargo workspace can inherit (Cargo book, "The package table" and "The lints
 * table" of a workspace).
 *
 * @param manifest path of the workspace's Cargo.toml, which is known to be valid TOML
 */
export function workspaceInheritance(tree: Tree, manifest: string): WorkspaceInheritance {
  const text = tree.read(manifest, 'utf8') ?? '';
  const document = parseToml(text, manifest, 'STATIX_MANIFEST_INVALID');
  const shared = valueAt(document, 'workspace', 'package');
  const edition = valueAt(document, 'workspace', 'package', 'edition');
  const lint = valueAt(document, 'workspace', 'lints', 'rust', 'unsafe_code');
  const level = isTable(lint) ? lint['level'] : lint;
  return {
    keys: isTable(shared) ? Object.keys(shared) : [],
    edition: typeof edition === 'string' ? edition : undefined,
    lints: isTable(valueAt(document, 'workspace', 'lints')),
    forbidsUnsafe: level === 'forbid' || level === 'deny',
  };
}
