import { manifestOf } from '../files/repository-path.js';
import type { CargoPackage } from '../model/cargo-package.js';
import type { CargoWorkspace } from '../model/cargo-workspace.js';
import { stubsOf, type Stub } from './stubs.js';

/** Packages and workspaces of a repository by their roots. */
export interface PackagesByRoot {
  readonly packageAt: ReadonlyMap<string, CargoPackage>;
  readonly workspaceAt: ReadonlyMap<string, CargoWorkspace>;
  /** Roots of the packages that are members of their workspace. */
  readonly memberRoots: ReadonlySet<string>;
}

/** What cargo reads of the repository to resolve some of a workspace's packages. */
export interface Universe {
  /** Packages whose manifest it reads, by root. */
  readonly packages: ReadonlyMap<string, CargoPackage>;
  /** All manifests it reads: those of the packages and of the workspaces they belong to. */
  readonly manifests: ReadonlySet<string>;
}

/** Whether a package is a member of the workspace that is cut for another one, which is a member itself. */
export function isMemberFor(
  own: CargoPackage,
  pkg: CargoPackage,
  memberRoots: ReadonlySet<string>,
): boolean {
  if (pkg.workspace !== own.workspace) return false;
  return pkg.root === own.root || memberRoots.has(pkg.root);
}

/** Empty targets for the packages of a universe that are not of a closure, in their order. */
export function universeStubs(
  { packages }: Universe,
  closure: ReadonlySet<string> = new Set(),
): { readonly root: string; readonly stub: Stub }[] {
  return [...packages.values()]
    .filter(({ root }) => !closure.has(root))
    .flatMap((pkg) => stubsOf(pkg).map((stub) => ({ root: pkg.root, stub })));
}

/**
 * What cargo loads for one package in a workspace that has no other members than it needs: itself,
 * path dependencies, and what the configuration puts in the place of crates, used or not. A patch of
 * the manifest is a path dependency of whom it reaches.
 */
export function packageUniverse(pkg: CargoPackage, index: PackagesByRoot): Universe {
  const patched = index.workspaceAt.get(pkg.workspace)?.configuredPatchRoots ?? [];
  return universe(pkg, patched, index);
}

/**
 * Follows path dependencies. Of a package that is no member Cargo does not want the dev-dependencies
 * (tried with 1.95: a missing one goes unnoticed), and of a workspace that such a package belongs to
 * only the root manifest, for what is inherited from there. A path dependency inside the workspace's
 * directory is a member, listed or not (Cargo book, "The members and exclude fields"); what `[patch]` leads to is none
 * by that (tried with 1.85: its dev-dependencies are not in Cargo.lock).
 */
function universe(own: CargoPackage, patched: readonly string[], index: PackagesByRoot): Universe {
  const isMember = (pkg: CargoPackage): boolean => isMemberFor(own, pkg, index.memberRoots);
  const packages = new Map<string, CargoPackage>();
  const wanted = new Set([own.root, ...patched]);
  for (const root of wanted) {
    const pkg = index.packageAt.get(root);
    if (pkg === undefined) continue;
    packages.set(root, pkg);
    for (const dependency of pkg.pathDependencies) {
      if (isMember(pkg) || dependency.kinds.some((kind) => kind !== 'dev'))
        wanted.add(dependency.root);
    }
  }
  const manifests = new Set([manifestOf(own.workspace)]);
  for (const pkg of [...packages.values()]) {
    manifests.add(pkg.manifest);
    if (pkg.workspace === own.workspace) continue;
    manifests.add(manifestOf(pkg.workspace));
    const rootPackage = index.packageAt.get(pkg.workspace);
    if (rootPackage !== undefined) packages.set(rootPackage.root, rootPackage);
  }
  return { packages, manifests };
}
