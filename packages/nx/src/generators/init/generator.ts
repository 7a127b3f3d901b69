import {
  addDependenciesToPackageJson,
  formatFiles,
  joinPathFragments,
  writeJson,
  type GeneratorCallback,
  type Tree,
} from '@nx/devkit';
import { parseOptions } from '@statix/contract';
import { registerPlugin } from '../nx-json/register-plugin.js';
import { registerSync } from '../nx-json/register-sync.js';
import { findFiles } from './find-files.js';
import { ignoreOutputs } from './ignore-outputs.js';
import { ownVersion } from './own-version.js';
import { initSchema } from './schema.js';

/**
 * Packages that Nx loads by name from the workspace root. They are dependencies of @statix/nx too,
 * but pnpm and Yarn PnP let a workspace load only what its own package.json names.
 */
const loadedByNx = [
  '@statix/nx',
  '@statix/image',
  '@statix/cargo-musl',
  '@statix/verify',
  '@statix/upx',
];

/**
 * Sets up a workspace: the plugin in nx.json, the definition of the image, ignored outputs, our
 * packages in package.json. Whatever is there already stays; a second run changes nothing.
 *
 * @throws StatixError STATIX_OPTION_UNKNOWN, STATIX_OPTION_INVALID
 */
export async function initGenerator(tree: Tree, raw: unknown): Promise<GeneratorCallback> {
  const options = parseOptions(initSchema, raw, '@statix/nx:init');
  registerPlugin(tree);
  registerSync(tree);
  writeImageDefinition(tree, options);
  ignoreOutputs(tree);
  const install = options.skipPackageJson
    ? () => undefined
    : addDependenciesToPackageJson(
        tree,
        {},
        Object.fromEntries(loadedByNx.map((name) => [name, ownVersion()])),
        undefined,
        options.keepExistingVersions,
      );
  if (!options.skipFormat) await formatFiles(tree);
  return install;
}

function writeImageDefinition(tree: Tree, options: { imageDirectory: string; base: string }): void {
  if (findFiles(tree, 'statix-image.json').length > 0) return;
  writeJson(tree, joinPathFragments(options.imageDirectory, 'statix-image.json'), {
    recipe: '@statix/image/recipe',
    base: options.base,
  });
}

export default initGenerator;
