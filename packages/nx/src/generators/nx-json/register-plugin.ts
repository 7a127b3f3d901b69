import { readNxJson, updateNxJson, type Tree } from '@nx/devkit';
import { hasPlugin, plugin } from './plugin-options.js';

/** Names our plugin in nx.json, if it is not there yet; its options stay. */
export function registerPlugin(tree: Tree): void {
  if (hasPlugin(tree)) return;
  const nxJson = readNxJson(tree) ?? {};
  updateNxJson(tree, { ...nxJson, plugins: [...(nxJson.plugins ?? []), plugin] });
}
