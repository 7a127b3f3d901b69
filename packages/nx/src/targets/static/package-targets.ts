import type { TargetConfiguration, TargetDependencyConfig } from '@nx/devkit';
import { LICENCE_PATTERNS } from '@statix/package/licence-patterns';
import type { PackageSettings } from '../../settings/plugin-options.js';
import { targetNames } from '../../settings/target-names.js';
import { cached } from '../cached.js';
import { described } from '../described.js';
import { digestOf } from '../digest-of.js';
import { identifyTarget } from '../image-project.js';
import { configurations } from './configurations.js';
import { forwarding } from './forwarding.js';
import { imageOptions } from './image-options.js';
import { workspaceFile } from './inputs-of.js';
import { tripleAndProfile } from './places.js';
import type { StaticProject } from './static-project.js';

type PackageOptions = Exclude<PackageSettings['package-static'], boolean>;

/** What is shipped: of the programs of the last step that writes any. */
export function packageTarget(project: StaticProject): TargetConfiguration {
  const { settings, projectName, image, package: cargoPackage } = project;
  const options = optionsOf(settings);
  const { stamped, packed, steps } = stepsBefore(settings);
  const needsImage = isOci(options) && options.container?.certificates === 'image';
  const identify: TargetDependencyConfig[] =
    needsImage && image !== undefined
      ? [{ projects: [image.projectName], target: identifyTarget(image) }]
      : [];
  return {
    executor: '@statix/package:package',
    ...cached,
    dependsOn: [...steps.map(forwarding), ...identify],
    inputs: [
      { dependentTasksOutputFiles: '**/*' },
      ...filesOf(project, options).map(workspaceFile),
      { externalDependencies: [] },
    ],
    outputs: [`{workspaceRoot}/dist/package/${projectName}/{options.triple}/{options.profile}`],
    options: {
      ...tripleAndProfile(settings),
      ...programsOf(settings),
      ...options,
      manifest: cargoPackage.manifest,
      ...(stamped ? { stamped } : {}),
      ...(packed ? { packed } : {}),
      ...(needsImage ? imageOptions(image) : {}),
      digest: digestOf(needsImage ? image : undefined, [
        '@statix/package',
        '@statix/proof',
        '@statix/cargo',
        '@statix/elf',
      ]),
    },
    ...configurations(project),
    metadata: described(
      'Make what is shipped of the proven binary: archives, checksums, evidence',
      project,
      targetNames.package,
    ),
  };
}

/** What is done with the image of a package, where it has one; an engine and a registry are outside Nx. */
export function imageTargets(project: StaticProject): Record<string, TargetConfiguration> {
  const { settings } = project;
  if (!(optionsOf(settings).formats?.includes('oci') ?? false)) return {};
  const target = (
    name: 'package-load' | 'package-push',
    executor: string,
    description: string,
    example: Record<string, string>,
  ): TargetConfiguration => ({
    executor,
    cache: false,
    // Not forwarded: what is on its command line is about the image, and no step before knows it. The steps
    // are named too, and first: Nx would give them the command line where only the package named them,
    // which forwards to them, and then they would not come from the cache.
    dependsOn: [...stepsBefore(settings).steps, targetNames.package],
    options: { ...tripleAndProfile(settings), ...settings[name] },
    ...configurations(project),
    metadata: described(description, project, name, example),
  });
  return {
    [targetNames.load]: target(
      'package-load',
      '@statix/package:load',
      'Load the OCI image of the package into the container engine',
      { reference: 'app:next' },
    ),
    [targetNames.push]: target(
      'package-push',
      '@statix/package:push',
      'Push the OCI image of the package to a registry, by its digest',
      { repository: 'registry.example/team/app' },
    ),
  };
}

/** The steps that write a program, first to last. */
function stepsBefore(settings: PackageSettings) {
  const stamped = settings['stamp-static'] !== false;
  const packed = settings['compress-static'] !== false;
  const steps = [
    targetNames.build,
    targetNames.verify,
    ...(stamped ? [targetNames.stamp] : []),
    ...(packed ? [targetNames.compress] : []),
  ];
  return { stamped, packed, steps };
}

function optionsOf({ 'package-static': options }: PackageSettings): PackageOptions {
  return typeof options === 'object' ? options : {};
}

/** Those that are stamped, where not all are: the others are not there to be packaged. */
function programsOf({ 'stamp-static': stamp }: PackageSettings): Pick<PackageOptions, 'programs'> {
  const programs = typeof stamp === 'object' ? stamp.programs : undefined;
  return programs === undefined ? {} : { programs };
}

function isOci({ formats = [] }: PackageOptions): boolean {
  return formats.some((format) => format.startsWith('oci'));
}

/** Every file of the repository that may be packaged, or that says what is: globs from the workspace root. */
function filesOf(
  { package: cargoPackage, workspace }: StaticProject,
  options: PackageOptions,
): string[] {
  const { root, manifest } = cargoPackage;
  const { files = [], licences = LICENCE_PATTERNS, container } = options;
  const above = workspace?.root ?? root;
  const below = (folder: string, path: string): string =>
    folder === '' ? path : `${folder}/${path}`;
  const { certificates, zoneinfo } = container ?? {};
  return [
    ...new Set([
      manifest,
      below(above, 'Cargo.toml'),
      ...[...files, ...licences].map((glob) => below(root, glob)),
      ...licences.map((glob) => below(above, glob)),
      ...files.filter((glob) => !/[*?{]/.test(glob)).map((path) => below(root, `${path}/**`)),
      ...(isOci(options) && certificates !== undefined && certificates !== 'image'
        ? [certificates]
        : []),
      ...(isOci(options) && zoneinfo !== undefined ? [`${zoneinfo}/**`] : []),
    ]),
  ];
}
