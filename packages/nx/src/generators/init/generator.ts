import { formatFiles, installPackagesTask, type GeneratorCallback, type Tree } from '@nx/devkit';
import { parseOptions } from '@statix/contract';
import type { CargoRepository } from '@statix/cargo';
import { readCargo } from '../cargo/read-cargo.js';
import { ignoreFolders } from '../ignored/ignore-folders.js';
import { targetFolders } from '../ignored/target-folders.js';
import { pluginOptions } from '../nx-json/plugin-options.js';
import { registerPlugin } from '../nx-json/register-plugin.js';
import { registerSync } from '../nx-json/register-sync.js';
import { readableErrors } from '../readable-errors.js';
import { sayNext } from '../workspace/next-command.js';
import { packageManager } from '../workspace/package-manager.js';
import { staticTarget } from '../workspace/static-target.js';
import { writeImageDefinition } from './image-definition.js';
import { nameOwnPackages } from './own-packages.js';
import { ownVersion } from './own-version.js';
import { initSchema } from './schema.js';

/**
 * Sets up a workspace: the plugin in nx.json, the definition of the image, ignored outputs, our
 * packages in package.json. Whatever is there already stays; a second run changes nothing.
 *
 * @throws StatixError STATIX_OPTION_UNKNOWN, STATIX_OPTION_INVALID, and those of `writeImageDefinition`
 */
export async function initGenerator(tree: Tree, raw: unknown): Promise<GeneratorCallback> {
  const options = parseOptions(initSchema, raw, '@statix/nx:init');
  registerPlugin(tree);
  registerSync(tree);
  await writeImageDefinition(tree, options);
  const cargo = await readCargo(tree);
  ignoreFolders(tree, ['dist', ...targetFolders(cargo)]);
  // Nx without a package.json keeps the versions of plugins in nx.json, and writes ours there before this.
  const changed =
    !options.skipPackageJson &&
    tree.exists('package.json') &&
    nameOwnPackages(tree, ownVersion(), options.keepExistingVersions);
  if (!options.skipFormat) await formatFiles(tree);
  return () => {
    if (changed) installPackagesTask(tree);
    sayWhatNext(tree, cargo);
  };
}

function sayWhatNext(tree: Tree, { packages }: CargoRepository): void {
  const { nx } = packageManager(tree);
  if (packages.some(({ targets }) => targets.some(({ kind }) => kind === 'bin'))) {
    sayNext(
      'Next, build every Rust program, prove it static, and see where it is:',
      `${nx} run-many -t ${staticTarget(pluginOptions(tree))}`,
    );
  } else {
    sayNext('Next, begin a program:', `${nx} g @statix/nx:new my-app`);
  }
}

export default readableErrors(initGenerator);
