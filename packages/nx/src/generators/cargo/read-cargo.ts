import { globAsync, type Tree } from '@nx/devkit';
import { readRepository, type CargoRepository } from '@statix/cargo';
import { treeFiles } from './tree-files.js';

/** The Cargo packages of the workspace, with what the generator has written so far. */
export async function readCargo(tree: Tree): Promise<CargoRepository> {
  const manifests = (await globAsync(tree, ['**/Cargo.toml'])).sort();
  return readRepository(manifests, treeFiles(tree));
}
