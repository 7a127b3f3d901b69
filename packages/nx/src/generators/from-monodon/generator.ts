import {
  formatFiles,
  logger,
  readJson,
  readNxJson,
  type GeneratorCallback,
  type TargetConfiguration,
  type Tree,
} from '@nx/devkit';
import { parseOptions, StatixError } from '@statix/contract';
import { manifestOf, parseToml, valueAt, type CargoPackage } from '@statix/cargo';
import { setInManifest } from '../cargo/set-in-manifest.js';
import { initGenerator } from '../init/generator.js';
import { editJson } from '../json/edit-json.js';
import { readableErrors } from '../readable-errors.js';
import { readRustWorkspace } from '../workspace/read-rust-workspace.js';
import { cargoTarget } from './cargo-target.js';
import { monodon, monodonProjects, type MonodonProject } from './monodon-project.js';
import { filesThatNeedIt, removePlugin } from './remove-plugin.js';
import { fromMonodonSchema } from './schema.js';
import { staticSettings } from './static-settings.js';

/**
 * Takes over a workspace of @monodon/rust: sets Statix up, and carries what its build targets say over
 * to the static ones. Without `keep` its targets become the cargo commands that they ran, under their
 * names, and the plugin goes; where something else needs it, it stays, and that is said. Run again, it
 * changes nothing.
 *
 * @throws StatixError STATIX_OPTION_UNKNOWN, STATIX_OPTION_INVALID, STATIX_SETTINGS_NOT_WRITTEN
 */
export async function fromMonodonGenerator(tree: Tree, raw: unknown): Promise<GeneratorCallback> {
  const options = parseOptions(fromMonodonSchema, raw, '@statix/nx:from-monodon');
  const { skipPackageJson } = options;
  const setUp = await initGenerator(tree, { skipFormat: true, skipPackageJson });
  let remove: GeneratorCallback = () => undefined;
  const projects = await monodonProjects(tree);
  // The image has no part in this, and its definition may just have been written.
  const { packages, problems } = await readRustWorkspace(tree, () => Promise.resolve(undefined));
  for (const project of projects) {
    const cargoPackage = packages.find(({ root }) => root === project.root);
    if (cargoPackage === undefined) {
      const problem = problems.find(({ file }) => file === manifestOf(project.root));
      throw problem?.error ?? noPackage(project);
    }
    carrySettings(tree, project, cargoPackage);
    if (!options.keep) asCargoCommands(tree, project, cargoPackage);
  }
  if (!options.keep) {
    const needing = await filesThatNeedIt(tree);
    warnOfDefaults(tree);
    if (needing.length === 0) remove = removePlugin(tree, skipPackageJson);
    else logger.warn(`@monodon/rust stays, because it is used in ${needing.join(', ')}.`);
  }
  if (!options.skipFormat) await formatFiles(tree);
  return async () => {
    await remove();
    await setUp();
  };
}

/** Only what the package does not say yet: a setting of ours was put there by somebody. */
function carrySettings(
  tree: Tree,
  { targets }: MonodonProject,
  { manifest, targets: cargoTargets }: CargoPackage,
): void {
  if (!cargoTargets.some(({ kind }) => kind === 'bin')) return;
  const document = parseToml(
    tree.read(manifest, 'utf8') ?? '',
    manifest,
    'STATIX_MANIFEST_INVALID',
  );
  const missing = staticSettings(targets).filter(
    ({ path }) => valueAt(document, 'package', 'metadata', 'statix', ...path) === undefined,
  );
  setInManifest(tree, manifest, missing);
}

function asCargoCommands(tree: Tree, { path, targets }: MonodonProject, { name }: CargoPackage) {
  const json = readJson<object>(tree, path);
  const changed = Object.entries(targets).map(
    ([target, configuration]): [string, TargetConfiguration] => [
      target,
      cargoTarget(configuration, name) ?? configuration,
    ],
  );
  editJson(tree, path, { ...json, targets: Object.fromEntries(changed) });
}

/** Defaults by executor reach nothing any more; what they said is for somebody to put elsewhere. */
function warnOfDefaults(tree: Tree): void {
  const defaults = Object.keys(readNxJson(tree)?.targetDefaults ?? {}).filter((key) =>
    key.startsWith(`${monodon}:`),
  );
  if (defaults.length === 0) return;
  logger.warn(
    `targetDefaults in nx.json has ${defaults.join(', ')}: key them by the names of the targets.`,
  );
}

function noPackage({ path, root }: MonodonProject): StatixError {
  return new StatixError({
    code: 'STATIX_PROJECT_MISSING',
    what: `${path} has targets of @monodon/rust, and there is no Cargo package in ${root === '' ? 'that folder' : root}`,
    remedies: [`Remove those targets from ${path}, or bring the package back.`],
  });
}

export default readableErrors(fromMonodonGenerator);
