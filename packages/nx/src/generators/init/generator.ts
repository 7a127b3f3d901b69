import {
  addDependenciesToPackageJson,
  formatFiles,
  type GeneratorCallback,
  type Tree,
} from '@nx/devkit';
import { parseOptions } from '@statix/contract';
import { ignoreFolders } from '../ignored/ignore-folders.js';
import { targetFolders } from '../ignored/target-folders.js';
import { registerPlugin } from '../nx-json/register-plugin.js';
import { registerSync } from '../nx-json/register-sync.js';
import { readableErrors } from '../readable-errors.js';
import { writeImageDefinition } from './image-definition.js';
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
 * @throws StatixError STATIX_OPTION_UNKNOWN, STATIX_OPTION_INVALID, and those of `writeImageDefinition`
 */
export async function initGenerator(tree: Tree, raw: unknown): Promise<GeneratorCallback> {
  const options = parseOptions(initSchema, raw, '@statix/nx:init');
  registerPlugin(tree);
  registerSync(tree);
  await writeImageDefinition(tree, options);
  ignoreFolders(tree, ['dist', ...(await targetFolders(tree))]);
  const install = options.skipPackageJson
    ? () => undefined
    : addPackages(tree, options.keepExistingVersions);
  if (!options.skipFormat) await formatFiles(tree);
  return install;
}

/** Nx without a package.json keeps the versions of plugins in nx.json, and writes ours there before this. */
function addPackages(tree: Tree, keepExistingVersions: boolean): GeneratorCallback {
  if (!tree.exists('package.json')) return () => undefined;
  const version = ownVersion();
  return addDependenciesToPackageJson(
    tree,
    {},
    Object.fromEntries(loadedByNx.map((name) => [name, version])),
    undefined,
    keepExistingVersions,
  );
}

export default readableErrors(initGenerator);
