import { isStatixError } from '@statix/contract/errors';
import type { RepositoryFiles } from '../files/repository-files.js';
import { lockDependencies } from '../lockfile/lock-closure.js';
import { parseLockfile, type LockedPackage } from '../lockfile/parse-lockfile.js';
import type { CargoPackage, DependencyKind } from '../model/cargo-package.js';
import type { CargoWorkspace } from '../model/cargo-workspace.js';
import { wantsPackage, type WantedCrate } from './wanted-crates.js';

/**
 * Adds the patched packages of a workspace to the path dependencies of its packages: those that take
 * the place of a crate that a package depends on, itself or through crates from elsewhere, which no
 * manifest in the repository mentions. What another package of the workspace depends on is that one's.
 *
 * Cargo.lock tells which patches are used and by whom. Where it says nothing of a package, a patch
 * counts for whom it could serve: a dependency on a crate of its name whose requirement its version
 * meets, as Cargo resolves it. No program is built without a lock.
 *
 * @param packages those that belong to the workspace, members or not
 * @param patched the packages at the workspace's patch roots
 * @param wantedBy the dependencies that a package declares on crates from elsewhere
 */
export function addPatchedDependencies(
  workspace: CargoWorkspace,
  packages: readonly CargoPackage[],
  patched: readonly CargoPackage[],
  files: RepositoryFiles,
  wantedBy: (pkg: CargoPackage) => readonly WantedCrate[],
): void {
  if (patched.length === 0) return;
  const locked = lockedPackages(workspace, files);
  const entryOf = entriesOf(locked);
  const own = new Set(packages.map(entryOf));
  const localOf = localDependencies(locked, own);
  for (const member of packages) {
    const entry = entryOf(member);
    const reached = entry === undefined ? undefined : localOf(entry);
    const wanted = wantedBy(member);
    for (const patch of patched) {
      const known = member.pathDependencies.some((dependency) => dependency.root === patch.root);
      if (known || patch.root === member.root) continue;
      const direct = wanted.filter((crate) => crate.name === patch.name);
      const isUsed =
        reached === undefined
          ? direct.some((crate) => wantsPackage(crate, patch))
          : reached.has(entryOf(patch));
      if (!isUsed) continue;
      member.pathDependencies.push({
        package: patch.name,
        alias: direct[0]?.alias ?? patch.name,
        root: patch.root,
        kinds: kindsOf(direct),
        targets: [],
        optional: false,
      });
    }
  }
}

/** Through another crate it counts as a normal one: too many inputs cost time, too few a wrong cache hit. */
function kindsOf(direct: readonly WantedCrate[]): DependencyKind[] {
  return direct.length === 0 ? ['normal'] : [...new Set(direct.map(({ kind }) => kind))];
}

/**
 * The packages of the repository that an entry leads to, itself or through what is no package of the
 * workspace.
 */
function localDependencies(
  locked: readonly LockedPackage[],
  own: ReadonlySet<LockedPackage | undefined>,
): (entry: LockedPackage) => ReadonlySet<LockedPackage | undefined> {
  const dependenciesOf = lockDependencies(locked);
  return (entry) => {
    const local = new Set<LockedPackage | undefined>();
    const seen = new Set<LockedPackage>();
    const waiting = [...dependenciesOf(entry)];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      if (next.source === undefined) local.add(next);
      if (!own.has(next)) waiting.push(...dependenciesOf(next));
    }
    return local;
  };
}

/** The entries of packages; by name alone where the version was raised and the lock not written yet. */
function entriesOf(
  locked: readonly LockedPackage[],
): (pkg: CargoPackage) => LockedPackage | undefined {
  const byName = new Map<string, LockedPackage[]>();
  for (const entry of locked) {
    if (entry.source !== undefined) continue;
    byName.set(entry.name, [...(byName.get(entry.name) ?? []), entry]);
  }
  return ({ name, version }) => {
    const named = byName.get(name) ?? [];
    return named.find((entry) => entry.version === version) ?? named[0];
  };
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
