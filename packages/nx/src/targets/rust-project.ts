import type { ProjectConfiguration, TargetConfiguration, TargetDependencyConfig } from '@nx/devkit';
import { canonicalDigest } from '@statix/contract/errors';
import {
  inputSet,
  workspaceDigest,
  type CargoPackage,
  type CargoRepository,
  type CargoWorkspace,
  type InputSet,
  type RepositoryFiles,
} from '@statix/cargo/graph';
import type { PackageSettings } from '../graph/plugin-options.js';
import { packageVersions } from '../graph/package-versions.js';
import { identityPath, type ImageProject } from './image-project.js';
import { imageTargetNames, targetNames } from './names.js';
import { renameTargets } from './rename-targets.js';

const defaultTriple = 'x86_64-unknown-linux-musl';
const defaultProfile = 'release';

export interface RustProject {
  readonly repository: CargoRepository;
  readonly files: RepositoryFiles;
  readonly package: CargoPackage;
  readonly workspace: CargoWorkspace | undefined;
  /** undefined where they cannot be read: the project then has no targets. */
  readonly settings: PackageSettings | undefined;
  /** undefined in a workspace without a statix-image.json; a build then says what to do. */
  readonly image: ImageProject | undefined;
  readonly projectName: string;
}

/**
 * A Cargo package as an Nx project. A library has no targets and is there for the graph; a package
 * with a binary gets the static ones.
 */
export function rustProject(project: RustProject): ProjectConfiguration {
  const { package: cargoPackage, settings, projectName } = project;
  const bins = cargoPackage.targets.filter((target) => target.kind === 'bin');
  const targets =
    settings?.enabled === true && bins.length > 0
      ? renameTargets(staticTargets({ ...project, settings }), settings.targets, projectName)
      : {};
  return {
    name: projectName,
    root: cargoPackage.root === '' ? '.' : cargoPackage.root,
    projectType: bins.length > 0 ? 'application' : 'library',
    tags: ['lang:rust', ...(bins.length > 0 ? ['statix:static'] : []), ...(settings?.tags ?? [])],
    targets,
    metadata: {
      technologies: ['rust'],
      ...(Object.keys(targets).length > 0
        ? { targetGroups: { Statix: Object.keys(targets) } }
        : {}),
    },
  };
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
      ),
    },
  };
}

/** Its hash is made of what the steps have written, so that a run from the cache starts no process for it. */
function allTarget(project: StaticProject, compress: boolean): TargetConfiguration {
  return {
    executor: '@statix/nx:static',
    cache: true,
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
    dependsOn: [
      targetNames.inputs,
      ...(image === undefined
        ? []
        : [{ projects: [image.projectName], target: imageTargetNames.identify }]),
    ],
    inputs: [
      ...[...set.sources, ...set.files].map(workspaceFile),
      { dependentTasksOutputFiles: inputsOutput(projectName) },
      { externalDependencies: [] },
    ],
    outputs: [`{workspaceRoot}/dist/static/${projectName}/{options.triple}/{options.profile}`],
    options: {
      triple: defaultTriple,
      profile: defaultProfile,
      ...settings['build-static'],
      manifest: cargoPackage.manifest,
      ...(image === undefined ? {} : { image: identityPath(image.projectName) }),
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
    dependsOn: [forwarding(targetNames.build), forwarding(targetNames.verify)],
    inputs: [{ dependentTasksOutputFiles: '**/*' }, { externalDependencies: [] }],
    outputs: [`{workspaceRoot}/dist/upx/${projectName}/{options.triple}/{options.profile}`],
    options: {
      ...tripleAndProfile(settings),
      ...howToProve(settings),
      ...(typeof options === 'object' ? options : {}),
      ...(image === undefined ? {} : { image: identityPath(image.projectName) }),
      digest: digestOf(image, ['@statix/upx', '@statix/proof', '@statix/elf', '@statix/engine']),
    },
    ...configurations(project),
    metadata: described('Pack the verified binary with UPX', project, targetNames.compress),
  };
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

/** A packed program is proven as its original was. `run` is none of it: a packed one always runs. */
function howToProve(settings: PackageSettings): object {
  const {
    expectedLinkage,
    args,
    environment,
    expectedExitCode,
    expectedStdout,
    timeoutSeconds,
    memoryMegabytes,
    pids,
    writablePaths,
    allow,
    perBinary,
  } = settings['verify-static'];
  return Object.fromEntries(
    Object.entries({
      expectedLinkage,
      args,
      environment,
      expectedExitCode,
      expectedStdout,
      timeoutSeconds,
      memoryMegabytes,
      pids,
      writablePaths,
      allow,
      perBinary,
    }).filter(([, value]) => value !== undefined),
  );
}

const inputSets = new WeakMap<StaticProject, InputSet>();

/** Two targets have the same inputs, and in a large workspace they take longest of all. */
function inputsOf(project: StaticProject): InputSet {
  const { repository, package: cargoPackage, settings } = project;
  const known = inputSets.get(project) ?? inputSet(repository, cargoPackage, extraInputs(settings));
  inputSets.set(project, known);
  return known;
}

function extraInputs(settings: PackageSettings): { extraInputs: string[] } {
  return { extraInputs: settings['build-static'].extraInputs ?? [] };
}

function workspaceFile(glob: string): string {
  return glob.startsWith('!') ? `!{workspaceRoot}/${glob.slice(1)}` : `{workspaceRoot}/${glob}`;
}

function described(description: string, { projectName }: RustProject, target: string) {
  return {
    description,
    technologies: ['rust', 'statix'],
    help: { command: `npx nx run ${projectName}:${target} --help`, example: {} },
  };
}
