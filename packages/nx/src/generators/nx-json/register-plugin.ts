import { readNxJson, type Tree } from '@nx/devkit';
import { editNxJson } from './edit-nx-json.js';
import { hasPlugin, plugin } from './plugin-options.js';

/** Names our plugin in nx.json, if it is not there yet; its options stay. */
export function registerPlugin(tree: Tree): void {
  if (hasPlugin(tree)) return;
  editNxJson(tree, { plugins: [...(readNxJson(tree)?.plugins ?? []), plugin] });
}
