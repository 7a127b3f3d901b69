import { byCodeUnit, isWithin, manifestOf } from '../files/repository-path.js';
import type { CargoPackage } from '../repository/cargo-package.js';
import type { RepositoryIndex } from './repository-index.js';
import { stubsOf, type Stub } from './stubs.js';

/** What cargo reads of a workspace whichever of its packages is built. */
export interface Universe {
  /** Packages whose manifest it reads, by root. */
  readonly packages: ReadonlyMap<string, CargoPackage>;
  /** All manifests it reads, sorted: those of the packages and of the workspaces they belong to. */
  readonly manifests: readonly string[];
  /** Manifests of the repository that it does not read. */
  readonly foreignManifests: readonly string[];
  /** True when a stub is not within its own package's directory. */
  readonly stubsOutside: boolean;
  /** Empty targets for every package, in the order of the packages. */
  readonly stubs: readonly { readonly root: string; readonly stub: Stub }[];
}

/**
 * The packages that Cargo loads to resolve a workspace: its members, its patch sources, and path
 * dependencies of all of them. Of a package that is no member it does not want the
 * dev-dependencies (tried with 1.95: a missing one goes unnoticed), and of a workspace that such a
 * package belongs to only the root manifest, for what is inherited from there.
 */
export function workspaceUniverse(workspaceRoot: string, index: RepositoryIndex): Universe {
  const workspace = index.workspaceAt.get(workspaceRoot);
  const members = new Set(workspace?.packages.map((member) => member.root));
  const packages = new Map<string, CargoPackage>();
  const wanted = new Set([...members, ...(workspace?.patchRoots ?? [])]);
  for (const root of wanted) {
    const pkg = index.packageAt.get(root);
    if (pkg === undefined) continue;
    packages.set(root, pkg);
    for (const dependency of pkg.pathDependencies) {
      if (members.has(root) || dependency.kinds.some((kind) => kind !== 'dev'))
        wanted.add(dependency.root);
    }
  }
  const rootManifests = [...packages.values()].map((pkg) => manifestOf(pkg.workspace));
  const rootPackages = [...packages.values()].flatMap(
    (pkg) => index.packageAt.get(pkg.workspace) ?? [],
  );
  const parsed = new Map([...packages, ...rootPackages.map((pkg) => [pkg.root, pkg] as const)]);
  const manifests = new Set([
    manifestOf(workspaceRoot),
    ...rootManifests,
    ...[...parsed.values()].map((pkg) => pkg.manifest),
  ]);
  const stubs = [...parsed.values()].flatMap((pkg) =>
    stubsOf(pkg).map((stub) => ({ root: pkg.root, stub })),
  );
  return {
    packages: parsed,
    manifests: [...manifests].sort(byCodeUnit),
    foreignManifests: index.manifests.filter((path) => !manifests.has(path)),
    stubsOutside: stubs.some(({ root, stub }) => !isWithin(stub.path, root)),
    stubs,
  };
}
