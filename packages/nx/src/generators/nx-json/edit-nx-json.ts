import { readJson, type NxJsonConfiguration, type Tree } from '@nx/devkit';
import { editJson } from '../json/edit-json.js';

const path = 'nx.json';
const beginning = { $schema: './node_modules/nx/schemas/nx-schema.json' };

/**
 * Gives keys of nx.json other values. Comments and everything else stay, what comes from `extends` is
 * not copied, and a workspace that has no nx.json yet gets one: devkit's `updateNxJson` would write
 * nothing there.
 */
export function editNxJson(tree: Tree, changes: Partial<NxJsonConfiguration>): void {
  const before = tree.exists(path) ? readJson<object>(tree, path) : beginning;
  editJson(tree, path, { ...before, ...changes });
}
