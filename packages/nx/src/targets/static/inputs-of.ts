import { hasExamples, inputSet, type InputOptions, type InputSet } from '@statix/cargo/graph';
import type { PackageSettings } from '../../settings/plugin-options.js';
import type { StaticProject } from './static-project.js';

const inputSets = new WeakMap<StaticProject, InputSet>();

/** Two targets have the same inputs, and in a large workspace they take longest of all. */
export function inputsOf(project: StaticProject): InputSet {
  const { repository, package: cargoPackage, settings } = project;
  const known =
    inputSets.get(project) ?? inputSet(repository, cargoPackage, inputOptions(settings));
  inputSets.set(project, known);
  return known;
}

function inputOptions({ 'build-static': build }: PackageSettings): InputOptions {
  return {
    includeDev: hasExamples(build.examples),
    extraInputs: build.extraInputs ?? [],
    generatedInputs: Object.values(build.generatedInputs ?? {}).flat(),
  };
}

/** With the package's own tests and what only they need. */
export function testInputsOf(
  { repository, package: cargoPackage }: StaticProject,
  {
    extraInputs = [],
    generatedInputs = {},
  }: Pick<PackageSettings['build-static'], 'extraInputs' | 'generatedInputs'>,
): InputSet {
  return inputSet(repository, cargoPackage, {
    includeDev: true,
    extraInputs,
    generatedInputs: Object.values(generatedInputs).flat(),
  });
}

const workspaceFiles = new Map<string, string>();

/** A glob of the repository as an input of Nx. Packages have most of them in common. */
export function workspaceFile(glob: string): string {
  const known = workspaceFiles.get(glob);
  if (known !== undefined) return known;
  const input = glob.startsWith('!')
    ? `!{workspaceRoot}/${glob.slice(1)}`
    : `{workspaceRoot}/${glob}`;
  workspaceFiles.set(glob, input);
  return input;
}
