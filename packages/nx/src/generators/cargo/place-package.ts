import { dirname } from 'node:path/posix';
import type { Tree } from '@nx/devkit';
import { StatixError } from '@statix/contract';
import { readRepository, type CargoWorkspace } from '@statix/cargo';
import { addMember } from './add-member.js';
import { treeFiles } from './tree-files.js';

/**
 * Makes a package that has just been written part of the Cargo workspace above it, if there is one:
 * a folder that `members` does not name is added to it.
 *
 * @param folder repository-relative folder of the package
 * @returns the workspace, or undefined for a package that stands alone
 * @throws StatixError STATIX_MEMBER_NOT_ADDED, and those of a manifest above that cannot be read
 */
export function placePackage(tree: Tree, folder: string): CargoWorkspace | undefined {
  const manifests = manifestsFrom(tree, folder);
  const read = () => readRepository(manifests, treeFiles(tree));
  const repository = read();
  // What no package needs is in nobody's way.
  const problem = repository.problems.find(({ scope }) => scope !== 'none');
  if (problem !== undefined) throw problem.error;
  if (repository.strays.includes(`${folder}/Cargo.toml`)) {
    const above = repository.workspaces
      .filter(({ root }) => root === '' || folder.startsWith(`${root}/`))
      .reduce((nearest, one) => (one.root.length > nearest.root.length ? one : nearest));
    addMember(
      tree,
      above.manifest,
      above.root === '' ? folder : folder.slice(above.root.length + 1),
    );
  }
  const { packages, workspaces } = read();
  const own = packages.find(({ root }) => root === folder);
  if (own === undefined) {
    throw new StatixError({
      code: 'STATIX_PACKAGE_NOT_PLACED',
      what: `${folder} is no package of the Cargo workspace above it`,
      remedies: ['Choose another folder with --directory.'],
    });
  }
  return own.workspace === folder
    ? undefined
    : workspaces.find(({ root }) => root === own.workspace);
}

/** The package's own manifest and those of the folders above it. */
function manifestsFrom(tree: Tree, folder: string): string[] {
  const manifests: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    const manifest = at === '.' ? 'Cargo.toml' : `${at}/Cargo.toml`;
    if (tree.exists(manifest)) manifests.push(manifest);
    if (at === '.') return manifests.sort();
  }
}
