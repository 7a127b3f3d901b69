import {
  byCodeUnit,
  inDirectory,
  isWithin,
  manifestOf,
  parentOf,
} from '../files/repository-path.js';
import type { CargoPackage, CargoTarget } from '../model/cargo-package.js';
import type { CargoRepository } from '../model/cargo-repository.js';
import type { CargoWorkspace } from '../model/cargo-workspace.js';
import { extraInputs } from './extra-inputs.js';
import { generatedInputs, type GeneratedInputs } from './generated-inputs.js';
import { globLiteral, hasExactGlob } from './glob-literal.js';
import { negationsOf, negationsOfAll, type Kept } from './negations.js';
import { pathClosure, type ClosureOptions } from './path-closure.js';
import { repositoryIndex, type RepositoryIndex } from './repository-index.js';
import { selectInputs } from './select-inputs.js';
import { universeStubs, type Universe } from './package-universe.js';
import type { Stub } from './stubs.js';
import { isBuilt, unbuiltFolders, unbuiltStubs } from './unbuilt-folders.js';

/** What the build of a package may see and what its hash must cover: one set. */
export interface InputSet {
  /** Repository-relative globs; those with `!` take away from all of the set, as in Nx. */
  readonly sources: readonly string[];
  /**
   * What cargo reads besides: manifests of packages that only tests or the configuration lead to,
   * root manifests of other workspaces, toolchain file, Cargo configuration. Paths, written as globs.
   */
  readonly files: readonly string[];
  /**
   * The workspace's root manifest and Cargo.lock, written as globs. A build sees of them what
   * `cutFilesOf` gives and its hash covers `workspaceDigest`; the files themselves are no
   * part of `sources` and `files`.
   */
  readonly cutFiles: readonly string[];
  /**
   * What other tasks write before the build. It is no part of `sources`, for it is hashed after they
   * have run and is mostly ignored by git.
   */
  readonly generated: GeneratedInputs;
  /** Files to put where sources are not visible, so that cargo can parse the manifests there. */
  readonly stubs: Stub[];
}

export interface InputOptions extends ClosureOptions {
  /** Repository-relative paths and globs that the build reads besides its packages. */
  extraInputs?: readonly string[];
  /** Repository-relative paths and globs that other tasks write and the build reads. */
  generatedInputs?: readonly string[];
}

/**
 * The inputs of a package's build: the sources of the package and of its path dependencies, without
 * their tests, benchmarks and examples, and the files that cargo reads for them. With `includeDev` the
 * package's own tests, benchmarks, examples and dev-dependencies belong to it. Packages that cargo loads and does not compile appear as their
 * manifest and a stub, and all others not at all.
 *
 * @throws StatixError STATIX_EXTRA_INPUT_INVALID
 */
export function inputSet(
  repository: CargoRepository,
  pkg: CargoPackage,
  options: InputOptions = {},
): InputSet {
  const index = repositoryIndex(repository);
  const workspace = index.workspaceAt.get(pkg.workspace);
  const universe = index.universeOf(pkg);
  const closure = pathClosure(repository, pkg, options);
  const extra = extraInputs(options.extraInputs ?? []);
  const generated = generatedInputs(options.generatedInputs ?? []);
  const cutFiles = [manifestOf(pkg.workspace), workspace?.lockfile].filter(
    (path) => path !== undefined,
  );
  const files = otherFiles(universe, closure, workspace, pkg.toolchainFile, cutFiles);
  const seen = { universe, closure, extra, generated, cutFiles, index };
  let sources: readonly string[] | undefined;
  let stubs: Stub[] | undefined;
  return {
    /** Of the package that no target builds, nobody asks for them, and there are many. */
    get sources() {
      sources ??= sourcesOf(pkg, workspace?.vendorRoots ?? [], seen, options.includeDev === true);
      return sources;
    },
    files,
    cutFiles: cutFiles.map(globLiteral),
    generated,
    /** Builds want them, the project graph does not. */
    get stubs() {
      stubs ??= stubsBeside(this, closure, universe, index, extra.globs.length > 0);
      return stubs;
    },
  };
}

interface Seen {
  readonly universe: Universe;
  readonly closure: readonly CargoPackage[];
  readonly extra: ReturnType<typeof extraInputs>;
  readonly generated: GeneratedInputs;
  readonly cutFiles: readonly string[];
  readonly index: RepositoryIndex;
}

function sourcesOf(
  pkg: CargoPackage,
  vendored: readonly string[],
  { universe, closure, extra, generated, cutFiles, index }: Seen,
  includeDev: boolean,
): string[] {
  const sources = [
    ...closure.map((one) => globsOf(one).own),
    ...vendored.map(allBelow),
    ...closure.flatMap((one) => globsOf(one).outside),
    ...(includeDev ? sourcesOutside(pkg, pkg.targets) : []),
    ...extra.globs,
    ...neverInputs,
    ...generated.globs.map((glob) => `!${glob}`),
    ...cutFiles.filter(hasExactGlob).map((path) => `!${globLiteral(path)}`),
  ];
  const isPlain =
    extra.kept.length === 0 &&
    vendored.length === 0 &&
    closure.every(({ root }) => !index.nestedIn.has(root));
  if (isPlain) {
    // No package is in another's folder, so that nothing in what is hidden is kept.
    for (const one of closure) {
      const { target, unbuilt } = globsOf(one).hidden;
      sources.push(...target, ...(includeDev && one === pkg ? [] : unbuilt));
    }
    return [...new Set(sources)];
  }
  const nested = nestedPackages(closure, index);
  const kept: Kept[] = [
    ...(nested.length > 0 ? [...universe.manifests] : []).map((path) => ({ path, below: false })),
    ...[...closure.map(({ root }) => root), ...vendored].map((path) => ({ path, below: true })),
    ...extra.kept,
  ];
  const hidden = closure.flatMap((one) => [
    targetFolder(one),
    ...(includeDev && one === pkg ? [] : unbuiltFolders(one)),
  ]);
  return [...new Set([...sources, ...without([...hidden, ...nested], kept, extra.kept)])];
}

/** Cargo's, where it is used in the package. */
function targetFolder({ root }: CargoPackage): string {
  return inDirectory(root, 'target');
}

/** Secrets, repositories and other ecosystems' downloads: no part of any build. */
const neverInputs = ['!**/.env', '!**/.env.*', '!**/.git', '!**/.git/**', '!**/node_modules/**'];

interface PackageGlobs {
  readonly own: string;
  readonly outside: readonly string[];
  /** Where nothing in them is kept. */
  readonly hidden: { readonly target: readonly string[]; readonly unbuilt: readonly string[] };
}

const packageGlobs = new WeakMap<CargoPackage, PackageGlobs>();

/** Made once for each package: it is in the closure of many. */
function globsOf(pkg: CargoPackage): PackageGlobs {
  const known = packageGlobs.get(pkg);
  if (known !== undefined) return known;
  const globs = {
    own: allBelow(pkg.root),
    outside: sourcesOutside(pkg, pkg.targets.filter(isBuilt)),
    hidden: {
      target: negationsOf(targetFolder(pkg), []),
      unbuilt: unbuiltFolders(pkg).flatMap((folder) => negationsOf(folder, [])),
    },
  };
  packageGlobs.set(pkg, globs);
  return globs;
}

function allBelow(directory: string): string {
  return inDirectory(globLiteral(directory), '**/*');
}

/** Where the sources of targets and build scripts are that a manifest has outside of its package. */
function sourcesOutside(pkg: CargoPackage, targets: readonly CargoTarget[]): string[] {
  const files = [
    ...targets.map(({ path }) => path),
    ...(pkg.buildScript === undefined ? [] : [pkg.buildScript]),
  ];
  return files
    .filter((path) => !isWithin(path, pkg.root))
    .map((path) => {
      const directory = parentOf(path) ?? '';
      // The modules of such a file are beside it; above the package only what is directly there.
      return inDirectory(globLiteral(directory), isWithin(pkg.root, directory) ? '*.rs' : '**/*');
    });
}

/** Takes directories away, unless an extra input asks for one of them or for something above it. */
function without(
  directories: readonly string[],
  kept: readonly Kept[],
  extra: readonly Kept[],
): string[] {
  const hidden = directories.filter(
    (directory) => !extra.some(({ path }) => isWithin(directory, path)),
  );
  return negationsOfAll(hidden, kept);
}

/** Other packages inside the closure's directories that are not of it. */
function nestedPackages(closure: readonly CargoPackage[], index: RepositoryIndex): string[] {
  const roots = new Set(closure.map(({ root }) => root));
  return [...roots].flatMap((root) =>
    (index.nestedIn.get(root) ?? []).filter((nested) => !roots.has(nested)),
  );
}

function otherFiles(
  universe: Universe,
  closure: readonly CargoPackage[],
  workspace: CargoWorkspace | undefined,
  toolchain: string | undefined,
  cutFiles: readonly string[],
): string[] {
  const covered = new Set([...closure.map(({ manifest }) => manifest), ...cutFiles]);
  const manifests = [...universe.manifests].filter((path) => !covered.has(path));
  const single = [toolchain, ...(workspace?.configFiles ?? [])];
  const paths = [...manifests, ...single.filter((path) => path !== undefined)];
  return [...new Set(paths.map(globLiteral))].sort(byCodeUnit);
}

/**
 * Stubs of the packages outside the closure, and of tests, benchmarks and examples in it, but never one
 * in the place of a file that is visible.
 */
function stubsBeside(
  set: Pick<InputSet, 'sources' | 'files'>,
  closure: readonly CargoPackage[],
  universe: Universe,
  index: RepositoryIndex,
  hasExtra: boolean,
): Stub[] {
  const roots = new Set(closure.map(({ root }) => root));
  const stubs = [
    ...universeStubs(universe, roots),
    ...closure.flatMap((pkg) => unbuiltStubs(pkg).map((stub) => ({ root: pkg.root, stub }))),
  ];
  const others = stubs.map(({ stub }) => stub);
  const overlap =
    hasExtra ||
    [...roots].some((root) => index.nestedIn.has(root)) ||
    stubs.some(({ root, stub }) => roots.has(root) || !isWithin(stub.path, root));
  if (!overlap || others.length === 0) return others;
  const visible = new Set(
    selectInputs(
      set,
      others.map(({ path }) => path),
    ),
  );
  return others.filter(({ path }) => !visible.has(path));
}
