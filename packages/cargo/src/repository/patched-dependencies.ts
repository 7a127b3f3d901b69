import { isStatixError } from '@statix/contract/errors';
import type { RepositoryFiles } from '../files/repository-files.js';
import { lockClosures } from '../lockfile/lock-closure.js';
import { parseLockfile, type LockedPackage } from '../lockfile/parse-lockfile.js';
import type { CargoPackage } from './cargo-package.js';
import type { CargoWorkspace } from './cargo-workspace.js';

/**
 * Adds the patched packages of a workspace to the path dependencies of its members. A patch may take
 * the place of a dependency of a dependency, which no manifest in the repository mentions: Cargo.lock
 * tells who reaches it. Without a lock file that helps, every member is taken to reach every patch,
 * for too many inputs cost time and too few give a wrong cache hit.
 *
 * @param patched the packages at the workspace's patch roots
 */
export function addPatchedDependencies(
  workspace: CargoWorkspace,
  patched: readonly CargoPackage[],
  files: RepositoryFiles,
): void {
  if (patched.length === 0) return;
  const locked = lockedPackages(workspace, files);
  const closureOf = lockClosures(locked);
  for (const member of workspace.packages) {
    const entry = locked.find((candidate) => isLocal(candidate, member));
    const closure = entry === undefined ? undefined : closureOf(entry);
    for (const patch of patched) {
      const reached = closure?.some((candidate) => isLocal(candidate, patch)) ?? true;
      const known = member.pathDependencies.some((dependency) => dependency.root === patch.root);
      if (!reached || known || patch.root === member.root) continue;
      member.pathDependencies.push({
        package: patch.name,
        alias: patch.name,
        root: patch.root,
        kinds: ['normal'],
        targets: [],
        optional: false,
      });
    }
  }
}

function isLocal(entry: LockedPackage, pkg: CargoPackage): boolean {
  return entry.source === undefined && entry.name === pkg.name;
}

function lockedPackages(workspace: CargoWorkspace, files: RepositoryFiles): LockedPackage[] {
  if (workspace.lockfile === undefined) return [];
  try {
    return parseLockfile(files.read(workspace.lockfile), workspace.lockfile);
  } catch (error) {
    // Who builds reads the lock file as well, and reports it.
    if (isStatixError(error)) return [];
    throw error;
  }
}
