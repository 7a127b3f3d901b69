import {
  globAsync,
  readNxJson,
  removeDependenciesFromPackageJson,
  type GeneratorCallback,
  type Tree,
} from '@nx/devkit';
import { editNxJson } from '../nx-json/edit-nx-json.js';
import { pluginOf } from '../nx-json/plugin-options.js';
import { monodon } from './monodon-project.js';

/** Takes @monodon/rust out of nx.json and package.json. */
export function removePlugin(tree: Tree, skipPackageJson: boolean): GeneratorCallback {
  const before = readNxJson(tree)?.plugins ?? [];
  const plugins = before.filter((entry) => pluginOf(entry) !== monodon);
  if (plugins.length !== before.length) editNxJson(tree, { plugins });
  if (skipPackageJson || !tree.exists('package.json')) return () => undefined;
  return removeDependenciesFromPackageJson(tree, [monodon], [monodon]);
}

/**
 * Files that still need @monodon/rust once its targets are cargo commands: its executors for npm
 * and WebAssembly, its part in `nx release`.
 */
export async function filesThatNeedIt(tree: Tree): Promise<string[]> {
  const found = (await globAsync(tree, ['**/project.json', '**/package.json'])).filter((path) =>
    (tree.read(path, 'utf8') ?? '').includes(`"${monodon}:`),
  );
  const nxJson = readNxJson(tree) ?? {};
  const { plugins: _plugins, generators: _generators, targetDefaults: _defaults, ...rest } = nxJson;
  return [...(JSON.stringify(rest).includes(monodon) ? ['nx.json'] : []), ...found.sort()];
}
