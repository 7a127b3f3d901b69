import { isAbsolute, normalize } from 'node:path/posix';
import { nearestName, outputFolder, StatixError } from '@statix/contract';
import {
  configuredOverrides,
  configuredRustflags,
  configuredSources,
  fetchConfig,
  inputSet,
  manifestOf,
  mergeConfigs,
  packageFetchSet,
  pathClosure,
  problemsOf,
  workspaceDigest,
  workspaceDocuments,
  workspaceOf,
  type CargoPackage,
  type CargoRepository,
  type CargoWorkspace,
  type ConfiguredSources,
  type FetchSet,
  type InputSet,
  type RepositoryFiles,
  type WorkspaceDocument,
} from '@statix/cargo';
import { plannedBinaries, type PlannedBinary } from '../../cargo/planned-binaries.js';
import type { CompiledPackage } from '../../staging/assign-times.js';
import type { BuildOptions } from './schema.js';

/** What one run of the executor will do; nothing in it depends on the machine. */
export interface BuildPlan {
  readonly package: CargoPackage;
  readonly cargoWorkspace: CargoWorkspace;
  /** The package and its path dependencies. */
  readonly compiled: readonly CompiledPackage[];
  readonly inputs: InputSet;
  /** Root manifest and Cargo.lock as the build sees them. */
  readonly documents: readonly WorkspaceDocument[];
  /** What the fetch sees besides the documents: manifests, without sources. */
  readonly fetched: FetchSet;
  /** Cargo's configuration for the fetch, by the folder of the repository there. */
  readonly fetchConfig: (workspace: string) => string;
  /** Registries of the user's Cargo configuration. */
  readonly configuredSources: ConfiguredSources;
  /** What is taken from the build, and nothing else. */
  readonly binaries: readonly PlannedBinary[];
  readonly lockfile: string;
  /** The one of the documents that is Cargo.lock. */
  readonly lock: WorkspaceDocument;
  /** `[env]` of the user's Cargo configuration by its keys, sorted. */
  readonly configuredEnvironment: readonly (readonly [key: string, value: unknown])[];
  /** Flags that the user's Cargo configuration sets for the triple. */
  readonly configuredRustflags: readonly string[];
  /** Whether the repository has other programs, which may use the same crates. */
  readonly hasNeighbours: boolean;
  readonly options: BuildOptions;
  /** Repository-relative folder that receives the binaries. */
  readonly outputPath: string;
  /** Settings of the user's Cargo configuration that a static build does not follow. */
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
 * Decides what cargo is asked to build, from which files, and where the result goes.
 *
 * @throws StatixError STATIX_PACKAGE_NOT_FOUND, STATIX_BINARY_NOT_FOUND, STATIX_LOCKFILE_MISSING,
 *   STATIX_PROFILE_NOT_FOUND, STATIX_LOCKFILE_INVALID, STATIX_DIGEST_STALE,
 *   STATIX_OUTPUT_PATH_REFUSED, STATIX_BINARY_NOT_BUILT, STATIX_BINARY_NAME_REFUSED, or the manifest's
 *   own problem
 */
export function planBuild(options: BuildOptions, context: PlanContext): BuildPlan {
  const cargoPackage = findPackage(options.manifest, context.repository);
  const [problem] = problemsOf(context.repository, cargoPackage);
  if (problem !== undefined) throw problem.error;
  const cargoWorkspace = findWorkspace(cargoPackage, context.repository);
  const lockfile = requireLockfile(cargoPackage, cargoWorkspace);
  requireProfile(options.profile, cargoWorkspace);
  requireBins(options.bins, cargoPackage);
  const { repository, files } = context;
  const digestOf = (pkg: CargoPackage) => workspaceDigest(repository, pkg, files);
  requireHashed(options, digestOf(cargoPackage));
  const closure = pathClosure(repository, cargoPackage);
  const documents = workspaceDocuments(repository, cargoPackage, files);
  const lock = documents.find(({ path }) => path === lockfile);
  if (lock === undefined) throw lockfileMissing(cargoPackage, cargoWorkspace);
  return {
    package: cargoPackage,
    cargoWorkspace,
    compiled: closure.map((pkg) => ({
      root: pkg.root,
      entries: [
        ...pkg.targets.map(({ path }) => path),
        ...(pkg.buildScript === undefined ? [] : [pkg.buildScript]),
      ],
      workspaceDigest: digestOf(pkg),
    })),
    inputs: inputSet(repository, cargoPackage, {
      extraInputs: options.extraInputs,
      generatedInputs: Object.values(options.generatedInputs).flat(),
    }),
    documents,
    lock,
    fetched: packageFetchSet(repository, cargoPackage),
    fetchConfig: (workspace) => fetchConfig(context.configs, workspace),
    configuredSources: configuredSources(context.configs),
    binaries: plannedBinaries(cargoPackage, options),
    lockfile,
    configuredEnvironment: configuredEnvironment(context.configs),
    configuredRustflags: configuredRustflags(context.configs, options.triple).rustflags,
    hasNeighbours: repository.packages.filter(hasPrograms).length > 1,
    options,
    outputPath: ownFolder(
      options.outputPath ?? outputFolder('static', context.projectName, options),
    ),
    overridden: configuredOverrides(context.configs, options.triple),
  };
}

/**
 * @throws StatixError STATIX_OUTPUT_PATH_REFUSED for a folder outside of the workspace, the workspace
 *   itself, and one in its .git: what an earlier build left there is removed
 */
function ownFolder(path: string): string {
  const folder = normalize(path).replace(/\/+$/, '');
  const segments = folder.split('/');
  const refused =
    isAbsolute(path) || path.includes('\\') || ['', '.', '..', '.git'].includes(segments[0] ?? '');
  if (!refused) return folder;
  throw new StatixError({
    code: 'STATIX_OUTPUT_PATH_REFUSED',
    what: `The option \`outputPath\` is '${path}', which is no folder of its own in the workspace`,
    remedies: ['Give a path relative to the workspace root, such as dist/static/app.'],
  });
}

function hasPrograms({ targets }: CargoPackage): boolean {
  return targets.some(({ kind }) => kind === 'bin');
}

/** A relative value counts from the folder of its file. */
function configuredEnvironment(
  configs: PlanContext['configs'],
): BuildPlan['configuredEnvironment'] {
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
      'If it is there but ignored, take Cargo.lock out of .gitignore.',
    ],
  });
}

/**
 * The digest in the options is part of the task's hash. Where it is another than that of the files as
 * they are now, the result would be stored under the hash of other inputs.
 */
function requireHashed(options: BuildOptions, digest: string): void {
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

function requireBins(wanted: readonly string[] | undefined, cargoPackage: CargoPackage): void {
  const bins = cargoPackage.targets
    .filter((target) => target.kind === 'bin')
    .map((target) => target.name);
  if (bins.length === 0) {
    throw new StatixError({
      code: 'STATIX_BINARY_NOT_FOUND',
      what: `${cargoPackage.name} has no binary to build`,
      why: `${cargoPackage.manifest} has neither src/main.rs nor src/bin nor a [[bin]] table.`,
    });
  }
  for (const name of wanted ?? []) {
    if (bins.includes(name)) continue;
    const near = nearestName(name, bins);
    throw new StatixError({
      code: 'STATIX_BINARY_NOT_FOUND',
      what: `${cargoPackage.name} has no binary '${name}'`,
      remedies: [
        ...(near === undefined ? [] : [`Did you mean '${near}'?`]),
        `The binaries are: ${bins.join(', ')}.`,
      ],
    });
  }
}
