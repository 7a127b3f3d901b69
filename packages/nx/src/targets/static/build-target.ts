import type { TargetConfiguration } from '@nx/devkit';
import type { CargoPackage } from '@statix/cargo/graph';
import { targetNames } from '../../settings/target-names.js';
import { described } from '../described.js';
import { cargoTarget } from './cargo-target.js';
import { inputsOf } from './inputs-of.js';
import { defaultProfile, defaultTriple } from './places.js';
import type { StaticProject } from './static-project.js';

export function buildTarget(project: StaticProject): TargetConfiguration {
  const { package: cargoPackage, settings, projectName } = project;
  const { bins = namesOf(cargoPackage, 'bin'), examples = false } = settings['build-static'];
  const programs = [
    ...bins,
    ...(typeof examples === 'boolean'
      ? examples
        ? namesOf(cargoPackage, 'example')
        : []
      : examples),
  ];
  return {
    executor: '@statix/cargo-musl:build',
    ...cargoTarget(project, inputsOf(project), {
      triple: defaultTriple,
      profile: defaultProfile,
      ...settings['build-static'],
    }),
    outputs: [`{workspaceRoot}/dist/static/${projectName}/{options.triple}/{options.profile}`],
    metadata: described(
      programs.length === 1
        ? 'Build a fully static musl binary'
        : `Build fully static musl binaries: ${programs.join(', ')}`,
      project,
      targetNames.build,
    ),
  };
}

function namesOf({ targets }: CargoPackage, kind: 'bin' | 'example'): string[] {
  return targets
    .filter((target) => target.kind === kind && target.isLibrary !== true)
    .map(({ name }) => name);
}
