import { formatFiles, type GeneratorCallback, type Tree } from '@nx/devkit';
import { parseOptions, StatixError } from '@statix/contract';
import type { CargoPackage } from '@statix/cargo';
import type { PackageSettings } from '../../settings/plugin-options.js';
import { setInManifest, type GivenSetting } from '../cargo/set-in-manifest.js';
import { explicitSettings, hasExplicit, inStep } from '../explicit/explicit-targets.js';
import { explicitTargetsOf, projectJsonPath, writeTargets } from '../explicit/project-json.js';
import { hasPlugin } from '../nx-json/plugin-options.js';
import { registerSync } from '../nx-json/register-sync.js';
import { readableErrors } from '../readable-errors.js';
import { findPackage } from '../workspace/find-package.js';
import { sayNext } from '../workspace/next-command.js';
import { packageManager } from '../workspace/package-manager.js';
import { readRustWorkspace, type RustWorkspace } from '../workspace/read-rust-workspace.js';
import { staticTarget } from '../workspace/static-target.js';
import { givenSettings } from './given-settings.js';
import { mergeTargets, withGiven } from './merge-targets.js';
import { addSchema } from './schema.js';

/**
 * Gives a Cargo package static targets, with the given options: as settings in its Cargo.toml, from
 * which the plugin infers the targets, or with `explicit` as targets in its project.json. A package
 * that has explicit targets keeps them there. Run again, it changes nothing.
 *
 * @throws StatixError STATIX_OPTION_UNKNOWN, STATIX_OPTION_INVALID, STATIX_NOT_INITIALISED,
 *   STATIX_PROJECT_MISSING, STATIX_NO_BINARY, STATIX_SETTINGS_NOT_WRITTEN
 */
export async function addGenerator(
  tree: Tree,
  raw: unknown,
  readWorkspace: typeof readRustWorkspace = readRustWorkspace,
): Promise<GeneratorCallback> {
  const options = parseOptions(addSchema, raw, '@statix/nx:add');
  if (!hasPlugin(tree)) throw notInitialised(packageManager(tree).nx);
  const workspace = await readWorkspace(tree);
  const cargoPackage = findPackage(workspace, options.project);
  requireBinary(cargoPackage);
  const settings = settingsOf(workspace, cargoPackage);
  const present = explicitTargetsOf(tree, cargoPackage);

  if (options.explicit || hasExplicit(present)) {
    const base = hasExplicit(present)
      ? { ...explicitSettings(present, projectJsonPath(cargoPackage)), targets: settings.targets }
      : { ...settings, enabled: true };
    const given = givenSettings(options, base);
    // First, for the manifest is part of what is hashed below.
    setInManifest(tree, cargoPackage.manifest, [notInferred]);
    await writeExplicit(tree, cargoPackage, base, given, readWorkspace);
    registerSync(tree);
  } else {
    const given = givenSettings(options, settings);
    const enabled: GivenSetting[] = settings.enabled ? [] : [{ path: ['enabled'], value: true }];
    setInManifest(tree, cargoPackage.manifest, [...enabled, ...given]);
    settingsOf(await readWorkspace(tree), cargoPackage);
  }
  if (!options.skipFormat) await formatFiles(tree);
  const name = workspace.nameOf(cargoPackage);
  return () => {
    sayNext(
      'Next, build it and prove it static:',
      `${workspace.nx} run ${name}:${staticTarget(settings)}`,
    );
  };
}

/** What stands in project.json is not to be inferred as well. */
const notInferred: GivenSetting = { path: ['enabled'], value: false };

async function writeExplicit(
  tree: Tree,
  { root }: CargoPackage,
  base: PackageSettings,
  given: readonly GivenSetting[],
  readWorkspace: typeof readRustWorkspace,
): Promise<void> {
  const workspace = await readWorkspace(tree);
  const cargoPackage = workspace.packages.find((candidate) => candidate.root === root);
  if (cargoPackage === undefined) throw new Error(`the package in ${root} is gone`);
  const path = projectJsonPath(cargoPackage);
  const present = explicitTargetsOf(tree, cargoPackage);
  const infer = (settings: PackageSettings) => workspace.targetsOf(cargoPackage, settings);
  const wanted = infer(withGiven(base, present, given, path));
  const targets = inStep(mergeTargets(wanted, present), infer, path);
  writeTargets(tree, cargoPackage, workspace.nameOf(cargoPackage), targets);
}

/** @throws StatixError that of the place that is wrong */
function settingsOf(workspace: RustWorkspace, { root }: CargoPackage): PackageSettings {
  const cargoPackage = workspace.packages.find((candidate) => candidate.root === root);
  const read = cargoPackage === undefined ? undefined : workspace.settingsOf(cargoPackage);
  if (read?.settings !== undefined) return read.settings;
  const error = read?.problem?.error;
  throw error instanceof Error ? error : new Error(`the settings of ${root} cannot be read`);
}

function requireBinary({ name, manifest, targets }: CargoPackage): void {
  if (targets.some(({ kind }) => kind === 'bin')) return;
  throw new StatixError({
    code: 'STATIX_NO_BINARY',
    what: `The package ${name} has no binary to build`,
    why: `${manifest} has no [[bin]], and there is no src/main.rs and nothing in src/bin.`,
    remedies: ['Add the package that has the program. A library is built as a part of it.'],
  });
}

function notInitialised(nx: string): StatixError {
  return new StatixError({
    code: 'STATIX_NOT_INITIALISED',
    what: 'nx.json does not name the plugin @statix/nx',
    remedies: [{ text: 'Set the workspace up:', snippet: `${nx} g @statix/nx:init` }],
  });
}

export default readableErrors(addGenerator);
