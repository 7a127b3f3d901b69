import { nearestName, StatixError } from '@statix/contract';
import {
  configuredOverrides,
  configuredRustflags,
  configuredSources,
  cutFilesOf,
  fetchConfig,
  inputSet,
  manifestOf,
  mergeConfigs,
  packageFetchSet,
  pathClosure,
  problemsOf,
  readToolchainFile,
  workspaceDigest,
  workspaceOf,
  type CargoPackage,
  type CargoRepository,
  type CargoWorkspace,
  type ConfiguredSources,
  type FetchSet,
  type InputSet,
  type RepositoryFiles,
  type CutFile,
  type ToolchainFile,
} from '@statix/cargo';
import type { CompiledPackage } from '../staging/assign-times.js';
import type { PackageOptions } from './package-options.js';

/** What every run of cargo for a package is made of, whatever it is asked to do; nothing in it depends on the machine. */
export interface CargoPlan {
  readonly package: CargoPackage;
  readonly cargoWorkspace: CargoWorkspace;
  /** What its rust-toolchain file asks for. */
  readonly toolchain: ToolchainFile | undefined;
  /** The package and its path dependencies. */
  readonly compiled: readonly CompiledPackage[];
  readonly inputs: InputSet;
  /** Root manifest and Cargo.lock as cargo sees them. */
  readonly cutFiles: readonly CutFile[];
  /** What the fetch sees besides the cut files: manifests, without sources. */
  readonly fetched: FetchSet;
  /** Cargo's configuration for the fetch, by the folder of the repository there. */
  readonly fetchConfig: (workspace: string) => string;
  /** Registries of the user's Cargo configuration. */
  readonly configuredSources: ConfiguredSources;
  readonly lockfile: string;
  /** The one of the cut files that is Cargo.lock. */
  readonly lock: CutFile;
  /** `[env]` of the user's Cargo configuration by its keys, sorted. */
  readonly configuredEnvironment: readonly (readonly [
    key: string,
    setting: { readonly value: unknown; readonly file: string },
  ])[];
  /** Flags that the user's Cargo configuration sets for the triple. */
  readonly configuredRustflags: readonly string[];
  /** Whether the repository has others of what this is a plan for, which may use the same crates. */
  readonly hasNeighbours: boolean;
  readonly options: PackageOptions;
  /** Settings of the user's Cargo configuration that are not followed. */
  readonly overridden: readonly { key: string; value: string; file: string }[];
}

export interface PlanContext {
  readonly projectName: string;
  readonly repository: CargoRepository;
  readonly files: RepositoryFiles;
  /** Text of the workspace's Cargo configuration files, nearest first. */
  readonly configs: readonly { path: string; text: string }[];
}

/**
 * Finds the package that the options name, and decides what cargo is given for it.
 *
 * @param includeDev whether its own tests, benchmarks, examples and dev-dependencies belong to it
 * @throws StatixError STATIX_PACKAGE_NOT_FOUND, STATIX_LOCKFILE_MISSING, STATIX_PROFILE_NOT_FOUND,
 *   STATIX_LOCKFILE_INVALID, STATIX_DIGEST_STALE, STATIX_TOOLCHAIN_FILE_INVALID, STATIX_TOOLCHAIN_PATH, or the manifest's own problem
 */
export function planCargo(
  options: PackageOptions,
  { repository, files, configs }: PlanContext,
  { includeDev }: { readonly includeDev: boolean },
): CargoPlan {
  const cargoPackage = findPackage(options.manifest, repository);
  const [problem] = problemsOf(repository, cargoPackage);
  if (problem !== undefined) throw problem.error;
  const cargoWorkspace = findWorkspace(cargoPackage, repository);
  const lockfile = requireLockfile(cargoPackage, cargoWorkspace);
  requireProfile(options.profile, cargoWorkspace);
  const digestOf = (pkg: CargoPackage) => workspaceDigest(repository, pkg, files);
  requireHashed(options, digestOf(cargoPackage));
  const closure = pathClosure(repository, cargoPackage, { includeDev });
  const cutFiles = cutFilesOf(repository, cargoPackage, files);
  const lock = cutFiles.find(({ path }) => path === lockfile);
  if (lock === undefined) throw lockfileMissing(cargoPackage, cargoWorkspace);
  return {
    package: cargoPackage,
    cargoWorkspace,
    toolchain:
      cargoPackage.toolchainFile === undefined
        ? undefined
        : readToolchainFile(cargoPackage.toolchainFile, files),
    compiled: closure.map((pkg) => ({
      root: pkg.root,
      entries: [
        ...pkg.targets.map(({ path }) => path),
        ...(pkg.buildScript === undefined ? [] : [pkg.buildScript]),
      ],
      workspaceDigest: digestOf(pkg),
    })),
    inputs: inputSet(repository, cargoPackage, {
      includeDev,
      extraInputs: options.extraInputs,
      generatedInputs: Object.values(options.generatedInputs).flat(),
    }),
    cutFiles,
    lock,
    fetched: packageFetchSet(repository, cargoPackage),
    fetchConfig: (workspace) => fetchConfig(configs, workspace),
    configuredSources: configuredSources(configs),
    lockfile,
    configuredEnvironment: configuredEnvironment(configs),
    configuredRustflags: configuredRustflags(configs, options.triple).rustflags,
    hasNeighbours: hasNeighbours(repository, (one) => includeDev || hasPrograms(one)),
    options,
    overridden: configuredOverrides(configs, options.triple),
  };
}

/** What has no lock is not built: an example, a template. */
function hasNeighbours(
  { packages, workspaces }: CargoRepository,
  isBuilt: (one: CargoPackage) => boolean,
): boolean {
  const locked = new Set(
    workspaces.filter(({ lockfile }) => lockfile !== undefined).map(({ root }) => root),
  );
  return packages.filter((one) => locked.has(one.workspace) && isBuilt(one)).length > 1;
}

function hasPrograms({ targets }: CargoPackage): boolean {
  return targets.some(({ kind }) => kind === 'bin');
}

/** A relative value counts from the folder of its file. */
function configuredEnvironment(
  configs: PlanContext['configs'],
): CargoPlan['configuredEnvironment'] {
  return [...mergeConfigs(configs)]
    .filter(([key]) => key.startsWith('env.'))
    .map(([key, { value, file }]) => [key, { value, file }] as const)
    .sort(([left], [right]) => (left < right ? -1 : 1));
}

function findPackage(manifest: string, repository: CargoRepository): CargoPackage {
  const found = repository.packages.find((candidate) => candidate.manifest === manifest);
  if (found !== undefined) return found;
  const problem = repository.problems.find((candidate) => candidate.file === manifest);
  if (problem !== undefined) throw problem.error;
  const manifests = repository.packages.map((candidate) => candidate.manifest);
  const near = nearestName(manifest, manifests);
  throw new StatixError({
    code: 'STATIX_PACKAGE_NOT_FOUND',
    what: `There is no Cargo package with the manifest ${manifest}`,
    remedies: [
      ...(near === undefined ? [] : [`Did you mean ${near}?`]),
      'Set the option `manifest` to the path of a Cargo.toml with a [package] table, relative to the workspace root.',
    ],
  });
}

function findWorkspace(cargoPackage: CargoPackage, repository: CargoRepository): CargoWorkspace {
  const found = workspaceOf(repository, cargoPackage);
  if (found !== undefined) return found;
  const problem = repository.problems.find(
    ({ file }) => file === manifestOf(cargoPackage.workspace),
  );
  throw (
    problem?.error ??
    new StatixError({
      code: 'STATIX_PACKAGE_NOT_FOUND',
      what: `The Cargo workspace of ${cargoPackage.manifest} cannot be read`,
    })
  );
}

function requireLockfile(cargoPackage: CargoPackage, workspace: CargoWorkspace): string {
  if (workspace.lockfile !== undefined) return workspace.lockfile;
  throw lockfileMissing(cargoPackage, workspace);
}

function lockfileMissing(cargoPackage: CargoPackage, workspace: CargoWorkspace): StatixError {
  return new StatixError({
    code: 'STATIX_LOCKFILE_MISSING',
    what: `${cargoPackage.name} has no Cargo.lock beside ${workspace.manifest}`,
    why: 'Without it two builds of the same commit may use different crates, and no result could be cached.',
    remedies: [
      {
        text: 'Write it and commit it:',
        snippet: `cargo generate-lockfile --manifest-path ${workspace.manifest}`,
      },
      'If git ignores it, take Cargo.lock out of .gitignore: a checkout elsewhere is without it.',
    ],
  });
}

/**
 * The digest in the options is part of the task's hash. Where it is another than that of the files as
 * they are now, the result would be stored under the hash of other inputs.
 */
function requireHashed(options: PackageOptions, digest: string): void {
  if (options.workspaceDigest === undefined || options.workspaceDigest === digest) return;
  throw new StatixError({
    code: 'STATIX_DIGEST_STALE',
    what: 'Cargo.lock or the workspace’s Cargo.toml is not what Nx hashed',
    why: 'It was changed after Nx read the project graph, or the option workspaceDigest was set by hand.',
    remedies: [
      'Run again.',
      { text: 'If Nx’s daemon holds an old graph:', snippet: 'npx nx reset' },
    ],
  });
}

function requireProfile(profile: string, workspace: CargoWorkspace): void {
  if (workspace.profiles.includes(profile)) return;
  const near = nearestName(profile, workspace.profiles);
  throw new StatixError({
    code: 'STATIX_PROFILE_NOT_FOUND',
    what: `${workspace.manifest} has no profile '${profile}'`,
    remedies: [
      ...(near === undefined ? [] : [`Did you mean '${near}'?`]),
      `The profiles are: ${workspace.profiles.join(', ')}.`,
    ],
  });
}
