import { isStatixError } from '@statix/contract/errors';
import type { RepositoryFiles } from '../files/repository-files.js';
import { byCodeUnit, inDirectory, parentOf } from '../files/repository-path.js';
import type { TomlPackage } from '../manifest/manifest-schema.js';
import { documentCache, type DocumentCache } from '../manifest/document-cache.js';
import { manifestStore } from '../manifest/manifest-store.js';
import type { Manifest } from '../manifest/read-manifest.js';
import { configFileReader, type ConfigFilesOf } from '../workspace/config-files.js';
import { defaultMembers } from '../workspace/default-members.js';
import { configuredPatchRoots, patchRoots, vendorRoots } from '../workspace/local-sources.js';
import { pathDependencyReader } from '../workspace/path-dependencies.js';
import { profileNames } from '../workspace/profiles.js';
import { workspaceMembers, type MemberContext } from '../workspace/workspace-members.js';
import { rootFinder } from '../workspace/workspace-root.js';
import type { CargoPackage } from '../model/cargo-package.js';
import type { CargoRepository, ManifestProblem } from '../model/cargo-repository.js';
import type { CargoWorkspace } from '../model/cargo-workspace.js';
import { nestedRepositoryFinder } from './nested-repositories.js';
import { brokenPackages } from './broken-packages.js';
import { describePackage } from './describe-package.js';
import { dependencyCycles } from './dependency-cycles.js';
import { wantedCrates } from './wanted-crates.js';
import { addPatchedDependencies } from './patched-dependencies.js';

type PackageManifest = Manifest & { readonly package: TomlPackage };

interface ReadContext extends MemberContext {
  readonly configFilesOf: ConfigFilesOf;
  /** Every package read so far, by its root; undefined for one that has a problem. */
  readonly packages: Map<string, CargoPackage | undefined>;
}

/**
 * Reads the Cargo packages of a repository from their files; no process, no network. What it says of
 * names, targets, members and path dependencies is what `cargo metadata` says (the oracle specs
 * compare the two).
 *
 * A broken manifest is a problem of its own. Packages that do not need it stay.
 *
 * @param manifests every Cargo.toml of the repository, as a glob finds them; others are read as
 *   members and path dependencies lead to them
 * @param cache what earlier readings parsed
 */
export function readRepository(
  manifests: readonly string[],
  files: RepositoryFiles,
  cache: DocumentCache = documentCache(),
): CargoRepository {
  const problems: ManifestProblem[] = [];
  const store = manifestStore(files, problems, cache);
  const findRoot = rootFinder(store, problems);
  const context: ReadContext = {
    files,
    store,
    findRoot,
    pathDependenciesOf: pathDependencyReader(store, findRoot, problems),
    problems,
    memberOf: new Map(),
    configFilesOf: configFileReader(files, problems),
    packages: new Map(),
  };
  const nestedRepositories = new Set<string>();
  const findNested = nestedRepositoryFinder(files);
  const isOwn = (directory: string): boolean => {
    const nested = findNested(directory);
    if (nested !== undefined) nestedRepositories.add(nested);
    return nested === undefined;
  };
  const read = manifests
    .map((path) => parentOf(path) ?? '')
    .sort()
    .filter((directory) => !isVendored(directory, files) && isOwn(directory))
    .map((directory) => store.at(directory))
    .filter((state): state is Manifest => typeof state === 'object');

  const roots = read.flatMap((manifest) => {
    const found = findRoot(manifest);
    return found.kind === 'root' ? [found.manifest] : [];
  });
  const workspaces = [...new Set(roots)].map((root) => readWorkspace(root, context));
  const strays: string[] = [];
  for (const manifest of read) {
    if (!isPackage(manifest) || context.packages.has(manifest.directory)) continue;
    const found = findRoot(manifest);
    if (found.kind === 'none') workspaces.push(...readStandalone(manifest, context));
    else if (found.kind === 'broken') addPackage(manifest, context);
    else strays.push(manifest.path);
  }
  addDependedPackages(workspaces, context);
  const packages = [...context.packages.values()]
    .filter((pkg) => pkg !== undefined)
    .sort((left, right) => byCodeUnit(left.root, right.root));
  problems.push(...dependencyCycles(packages, store));
  for (const workspace of workspaces) {
    const patched = workspace.patchRoots.flatMap((root) => context.packages.get(root) ?? []);
    const own =
      patched.length === 0 ? [] : packages.filter((pkg) => pkg.workspace === workspace.root);
    addPatchedDependencies(workspace, own, patched, files, (pkg) => {
      const manifest = store.at(pkg.root);
      return typeof manifest === 'object' ? wantedCrates(manifest, findRoot(manifest)) : [];
    });
  }
  return {
    workspaces: workspaces.sort((left, right) => byCodeUnit(left.root, right.root)),
    packages,
    problems: problems.sort((left, right) => byCodeUnit(left.file, right.file)),
    strays: strays.filter((path) => !context.packages.has(parentOf(path) ?? '')),
    nestedRepositories: [...nestedRepositories].sort(),
    broken: brokenPackages(
      problems,
      context.memberOf,
      (directory) => context.packages.get(directory) !== undefined,
      files,
    ),
  };
}

/** `cargo vendor` puts this file beside each crate: a copy from a registry, no package of this repository. */
function isVendored(directory: string, files: RepositoryFiles): boolean {
  return files.exists(inDirectory(directory, '.cargo-checksum.json'));
}

function isPackage(manifest: Manifest): manifest is PackageManifest {
  return manifest.package !== undefined;
}

function readWorkspace(root: Manifest, context: ReadContext): CargoWorkspace {
  const members = workspaceMembers(root, context);
  const packages = members.filter(isPackage).flatMap((member) => addPackage(member, context));
  return describeWorkspace(root, members, packages, context);
}

function readStandalone(manifest: PackageManifest, context: ReadContext): CargoWorkspace[] {
  const packages = addPackage(manifest, context);
  return packages.length === 0 ? [] : [describeWorkspace(manifest, [manifest], packages, context)];
}

function addPackage(manifest: PackageManifest, context: ReadContext): CargoPackage[] {
  if (context.packages.has(manifest.directory)) return [];
  try {
    const root = context.findRoot(manifest);
    const dependencies = context.pathDependenciesOf(manifest);
    const pkg = describePackage(manifest, root, dependencies, context.files);
    context.packages.set(manifest.directory, pkg);
    return [pkg];
  } catch (error) {
    if (!isStatixError(error)) throw error;
    context.packages.set(manifest.directory, undefined);
    context.problems.push({ file: manifest.path, error, scope: 'readers' });
    return [];
  }
}

function describeWorkspace(
  root: Manifest,
  members: readonly Manifest[],
  packages: CargoPackage[],
  context: ReadContext,
): CargoWorkspace {
  const { files, problems, store } = context;
  const { directory } = root;
  const configs = context.configFilesOf(directory);
  const lockfile = inDirectory(directory, 'Cargo.lock');
  return {
    root: directory,
    manifest: root.path,
    lockfile: files.exists(lockfile) ? lockfile : undefined,
    packages,
    defaultMembers: defaultMembers(root, members, files, problems),
    metadata: root.document.workspace?.metadata?.statix,
    configFiles: configs.map(({ path }) => path),
    profiles: profileNames(root, configs),
    patchRoots: patchRoots(root, configs, store, problems),
    configuredPatchRoots: configuredPatchRoots(configs, store),
    vendorRoots: vendorRoots(configs),
  };
}

/**
 * Adds the packages that others lead to and that no list or workspace named: ignored by git, patch
 * sources, members of a workspace that is only reached through them.
 */
function addDependedPackages(workspaces: CargoWorkspace[], context: ReadContext): void {
  const wanted = workspaces.flatMap((workspace) => workspace.patchRoots);
  for (const pkg of context.packages.values()) {
    wanted.push(...(pkg?.pathDependencies ?? []).map((dependency) => dependency.root));
  }
  for (const directory of wanted) {
    const manifest = context.store.at(directory);
    if (typeof manifest === 'string' || !isPackage(manifest) || context.packages.has(directory))
      continue;
    const found = context.findRoot(manifest);
    if (found.kind === 'none') workspaces.push(...readStandalone(manifest, context));
    const unread =
      found.kind === 'root' && !workspaces.some(({ root }) => root === found.manifest.directory);
    if (unread) workspaces.push(readWorkspace(found.manifest, context));
    addPackage(manifest, context);
    wanted.push(...context.pathDependenciesOf(manifest).map((dependency) => dependency.root));
  }
}
