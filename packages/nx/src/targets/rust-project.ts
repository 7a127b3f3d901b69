import type { ProjectConfiguration, TargetConfiguration, TargetDependencyConfig } from '@nx/devkit';
import { canonicalDigest, type StatixError } from '@statix/contract/errors';
import {
  inputSet,
  isTable,
  workspaceDigest,
  type CargoPackage,
  type CargoRepository,
  type CargoWorkspace,
  type InputOptions,
  type InputSet,
  type RepositoryFiles,
} from '@statix/cargo/graph';
import type { PackageSettings } from '../settings/plugin-options.js';
import { packageVersions } from './package-versions.js';
import { identityPath, type ImageProject } from './image-project.js';
import { imageTargetNames, targetNames } from '../settings/target-names.js';
import { problemTargets } from './problem-targets.js';
import { renameTargets } from './rename-targets.js';

const defaultTriple = 'x86_64-unknown-linux-musl';
const defaultProfile = 'release';

/**
 * Since 23.3.1 Nx Cloud may hash a task by what an earlier run of it was seen to read and write, in the
 * place of the declared inputs and outputs. A file that is added to a package was never read before, so
 * such a hash would not cover what the build sees.
 */
const ultracache = { mode: 'off' } as const;

export interface RustProject {
  readonly repository: CargoRepository;
  readonly files: RepositoryFiles;
  readonly package: CargoPackage;
  readonly workspace: CargoWorkspace | undefined;
  /** undefined where they cannot be read; the problem then says so. */
  readonly settings: PackageSettings | undefined;
  /** undefined in a workspace without a statix-image.json; a build then says what to do. */
  readonly image: ImageProject | undefined;
  readonly projectName: string;
  /** What is in the way of building it; its targets then fail with that. */
  readonly problems?: readonly StatixError[];
}

/**
 * A Cargo package as an Nx project. A library has no targets and is there for the graph; a package
 * with a binary gets the static ones. Its description says why one has none.
 */
export function rustProject(project: RustProject): ProjectConfiguration {
  const { package: cargoPackage, settings, projectName } = project;
  const bins = cargoPackage.targets.filter((target) => target.kind === 'bin');
  const targets = bins.length > 0 ? targetsOf(project) : {};
  const description = descriptionOf(project, bins.length > 0);
  return {
    name: projectName,
    root: cargoPackage.root === '' ? '.' : cargoPackage.root,
    projectType: bins.length > 0 ? 'application' : 'library',
    tags: ['lang:rust', ...(bins.length > 0 ? ['statix:static'] : []), ...(settings?.tags ?? [])],
    targets,
    metadata: {
      technologies: ['rust'],
      ...(description === undefined ? {} : { description }),
      ...(Object.keys(targets).length > 0
        ? { targetGroups: { Statix: Object.keys(targets) } }
        : {}),
    },
  };
}

/** Why a package with programs has no static targets unless it asks for them itself. */
function reasonForNone({ package: own, workspace }: RustProject): string | undefined {
  if (isTable(own.metadata) && own.metadata['enabled'] === true) return undefined;
  const asked = 'With `enabled = true` in its [package.metadata.statix] it has static targets.';
  if (own.isFuzzCrate) return `Programs of cargo-fuzz, which builds them itself. ${asked}`;
  // In the root workspace a missing lock is a mistake, which the build explains.
  if (own.workspace !== '' && workspace !== undefined && workspace.lockfile === undefined) {
    return `There is no Cargo.lock beside ${workspace.manifest}, so no build could be repeated. ${asked}`;
  }
  return undefined;
}

/** For `nx show project`: Nx itself says no more of a missing target than that it is missing. */
function descriptionOf(project: RustProject, hasPrograms: boolean): string | undefined {
  if (!hasPrograms) {
    return 'A library: it has no program, so no static targets. Build a package that depends on it.';
  }
  return project.settings?.enabled === false ? undefined : reasonForNone(project);
}

type Targets = NonNullable<ProjectConfiguration['targets']>;

function targetsOf(project: RustProject): Targets {
  const { settings, projectName, problems = [] } = project;
  if (settings?.enabled === false || reasonForNone(project) !== undefined) return {};
  if (settings === undefined || problems.length > 0) {
    return failingTargets(problems, settings, projectName);
  }
  return renameTargets(staticTargets({ ...project, settings }), settings.targets, projectName);
}

/** @param settings undefined where they cannot be read: the targets then have our names */
export function failingTargets(
  problems: readonly StatixError[],
  settings: PackageSettings | undefined,
  projectName: string,
): Targets {
  if (problems.length === 0) return {};
  const compress = settings !== undefined && settings['compress-static'] !== false;
  const targets = problemTargets(problems, compress);
  return settings === undefined ? targets : renameTargets(targets, settings.targets, projectName);
}

interface StaticProject extends RustProject {
  readonly settings: PackageSettings;
}

function staticTargets(project: StaticProject): Record<string, TargetConfiguration> {
  const compress = project.settings['compress-static'] !== false;
  return {
    [targetNames.inputs]: inputsTarget(project),
    [targetNames.build]: buildTarget(project),
    [targetNames.verify]: verifyTarget(project),
    ...(compress ? { [targetNames.compress]: compressTarget(project) } : {}),
    [targetNames.all]: allTarget(project, compress),
    [targetNames.plan]: {
      executor: '@statix/nx:plan',
      cache: false,
      ...configurations(project),
      metadata: described(
        'Print what build, verify and compress would run',
        project,
        targetNames.plan,
        { json: true },
      ),
    },
  };
}

/** Its hash is made of what the steps have written, so that a run from the cache starts no process for it. */
function allTarget(project: StaticProject, compress: boolean): TargetConfiguration {
  return {
    executor: '@statix/nx:static',
    cache: true,
    ultracache,
    dependsOn: [
      targetNames.build,
      targetNames.verify,
      ...(compress ? [targetNames.compress] : []),
    ].map(forwarding),
    inputs: [
      { dependentTasksOutputFiles: '**/*.{build,verify,compress}.json' },
      { externalDependencies: [] },
    ],
    outputs: [],
    options: { digest: digestOf(undefined, ['@statix/nx']) },
    ...configurations(project),
    metadata: described('Build and verify the static binary', project, targetNames.all),
  };
}

/** What a step is given on the command line reaches the steps before it. */
function forwarding(target: string): TargetDependencyConfig {
  return { target, params: 'forward' };
}

/** Profiles of tests and benchmarks make no programs. */
const withoutPrograms: readonly string[] = ['test', 'bench'];

/**
 * One for each Cargo profile, so that `nx run app:static -c dev` means all steps. Nx takes the default
 * configuration where a target has none of the name, without a word: so every step has all of them.
 */
function configurations({ workspace }: StaticProject): Pick<TargetConfiguration, 'configurations'> {
  const profiles = (workspace?.profiles ?? []).filter((name) => !withoutPrograms.includes(name));
  return {
    configurations: Object.fromEntries(profiles.map((profile) => [profile, { profile }])),
  };
}

/**
 * Carries for `nx affected` what the digests in the options carry for the hash. Nx gives plugins no
 * way to say that something outside the projects moved, and follows neither a digest nor, on Nx 23,
 * the inputs of another project's task. A cached task of the same project whose output the build
 * names as an input is followed by both.
 *
 * By file, for `affected` knows no more: a new Cargo.lock affects all packages of its workspace, and
 * those whose part of it is unchanged are then read from the cache (docs/affected.md).
 */
function inputsTarget(project: StaticProject): TargetConfiguration {
  const { projectName, image } = project;
  const set = inputsOf(project);
  return {
    executor: 'nx:noop',
    cache: true,
    ultracache,
    inputs: [
      ...[...set.documents, ...set.files, ...(image?.files ?? [])].map(workspaceFile),
      { externalDependencies: [] },
    ],
    outputs: [`{workspaceRoot}/${inputsOutput(projectName)}`],
    metadata: { description: 'Internal: lets nx affected see the lock and the image' },
  };
}

/** Never written; naming it is what makes Nx follow the task. */
function inputsOutput(projectName: string): string {
  return `dist/static-inputs/${projectName}`;
}

function buildTarget(project: StaticProject): TargetConfiguration {
  const { repository, files, package: cargoPackage, settings, image, projectName } = project;
  const bins = settings['build-static'].bins ?? binaryNames(cargoPackage);
  const set = inputsOf(project);
  return {
    executor: '@statix/cargo-musl:build',
    cache: true,
    ultracache,
    dependsOn: [
      targetNames.inputs,
      ...(image === undefined
        ? []
        : [{ projects: [image.projectName], target: imageTargetNames.identify }]),
      ...Object.keys(settings['build-static'].generatedInputs ?? {}).map(producer),
    ],
    inputs: [
      ...[...set.sources, ...set.files].map(workspaceFile),
      { dependentTasksOutputFiles: inputsOutput(projectName) },
      ...set.generated.globs.map((glob) => ({ dependentTasksOutputFiles: glob })),
      { externalDependencies: [] },
    ],
    outputs: [`{workspaceRoot}/dist/static/${projectName}/{options.triple}/{options.profile}`],
    options: {
      triple: defaultTriple,
      profile: defaultProfile,
      ...settings['build-static'],
      manifest: cargoPackage.manifest,
      ...imageOptions(image),
      digest: digestOf(image, ['@statix/cargo-musl', '@statix/cargo', '@statix/engine']),
      workspaceDigest: workspaceDigest(repository, cargoPackage, files),
    },
    ...configurations(project),
    metadata: described(
      bins.length === 1
        ? 'Build a fully static musl binary'
        : `Build fully static musl binaries: ${bins.join(', ')}`,
      project,
      targetNames.build,
    ),
  };
}

function binaryNames({ targets }: CargoPackage): string[] {
  return targets.filter(({ kind }) => kind === 'bin').map(({ name }) => name);
}

function verifyTarget(project: StaticProject): TargetConfiguration {
  const { settings, projectName } = project;
  return {
    executor: '@statix/verify:verify',
    cache: true,
    ultracache,
    dependsOn: [forwarding(targetNames.build)],
    inputs: [{ dependentTasksOutputFiles: '**/*' }, { externalDependencies: [] }],
    outputs: [`{workspaceRoot}/dist/verify/${projectName}/{options.triple}/{options.profile}`],
    options: {
      ...tripleAndProfile(settings),
      ...settings['verify-static'],
      digest: digestOf(undefined, [
        '@statix/verify',
        '@statix/proof',
        '@statix/elf',
        '@statix/engine',
      ]),
    },
    ...configurations(project),
    metadata: described(
      'Prove the binary static and run it from scratch',
      project,
      targetNames.verify,
    ),
  };
}

function compressTarget(project: StaticProject): TargetConfiguration {
  const { settings, projectName, image } = project;
  const options = settings['compress-static'];
  return {
    executor: '@statix/upx:compress',
    cache: true,
    ultracache,
    dependsOn: [forwarding(targetNames.build), forwarding(targetNames.verify)],
    inputs: [{ dependentTasksOutputFiles: '**/*' }, { externalDependencies: [] }],
    outputs: [`{workspaceRoot}/dist/upx/${projectName}/{options.triple}/{options.profile}`],
    options: {
      ...tripleAndProfile(settings),
      ...howToProve(settings),
      ...(typeof options === 'object' ? options : {}),
      ...imageOptions(image),
      digest: digestOf(image, ['@statix/upx', '@statix/proof', '@statix/elf', '@statix/engine']),
    },
    ...configurations(project),
    metadata: described('Pack the verified binary with UPX', project, targetNames.compress),
  };
}

/** Which image, and the definition that it has to be of: the document between the two is from a cache. */
function imageOptions(image: ImageProject | undefined): object {
  return image === undefined
    ? {}
    : { image: identityPath(image.projectName), imageDefinition: image.identity.definition };
}

const digests = new Map<string, string>();

/** Over the image and the versions of our packages, which are the same for all projects of a graph. */
function digestOf(image: ImageProject | undefined, packages: readonly string[]): string {
  const identity = image?.identity.identity;
  const key = [identity, ...packages].join(' ');
  const digest =
    digests.get(key) ?? canonicalDigest({ image: identity, versions: packageVersions(packages) });
  digests.set(key, digest);
  return digest;
}

/** All steps of a project read and write the same folder names. */
function tripleAndProfile(settings: PackageSettings): { triple: string; profile: string } {
  const { triple = defaultTriple, profile = defaultProfile } = settings['build-static'];
  return { triple, profile };
}

/** A packed program is proven as its original was; where files lie, and `run`, are none of that. */
function howToProve(settings: PackageSettings): object {
  const {
    triple: _triple,
    profile: _profile,
    binaries: _binaries,
    outputPath: _outputPath,
    run: _run,
    ...proof
  } = settings['verify-static'];
  return proof;
}

const inputSets = new WeakMap<StaticProject, InputSet>();

/** Two targets have the same inputs, and in a large workspace they take longest of all. */
function inputsOf(project: StaticProject): InputSet {
  const { repository, package: cargoPackage, settings } = project;
  const known =
    inputSets.get(project) ?? inputSet(repository, cargoPackage, inputOptions(settings));
  inputSets.set(project, known);
  return known;
}

function inputOptions({ 'build-static': build }: PackageSettings): InputOptions {
  return {
    extraInputs: build.extraInputs ?? [],
    generatedInputs: Object.values(build.generatedInputs ?? {}).flat(),
  };
}

/** A task that writes inputs, as an entry of `dependsOn`. */
function producer(task: string): string | TargetDependencyConfig {
  // At the first colon: names of targets may hold more.
  const colon = task.indexOf(':');
  if (colon < 0) return task;
  return { projects: [task.slice(0, colon)], target: task.slice(colon + 1) };
}

function workspaceFile(glob: string): string {
  return glob.startsWith('!') ? `!{workspaceRoot}/${glob.slice(1)}` : `{workspaceRoot}/${glob}`;
}

/** With what `nx show target` and editors say of a target: how to learn its options, and one of them. */
function described(
  description: string,
  { projectName }: RustProject,
  target: string,
  options: Record<string, string | boolean> = { profile: 'dev' },
) {
  return {
    description,
    technologies: ['rust', 'statix'],
    help: { command: `npx nx run ${projectName}:${target} --help`, example: { options } },
  };
}
