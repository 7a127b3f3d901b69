import { globAsync, type Tree } from '@nx/devkit';
import { inDirectory, readRepository } from '@statix/cargo';
import { treeFiles } from '../cargo/tree-files.js';

/**
 * Where cargo on this machine writes: `target` in the root of each Cargo workspace, from the workspace
 * root of Nx. A workspace without Rust gets the place that a crate in its root would have.
 */
export async function targetFolders(tree: Tree): Promise<string[]> {
  const manifests = (await globAsync(tree, ['**/Cargo.toml'])).sort();
  const { workspaces } = readRepository(manifests, treeFiles(tree));
  return workspaces.length === 0
    ? ['target']
    : workspaces.map(({ root }) => inDirectory(root, 'target'));
}
