import { readNxJson, type PluginConfiguration, type Tree } from '@nx/devkit';

export const plugin = '@statix/nx';

/** What an entry of `plugins` in nx.json names. */
export function pluginOf(entry: PluginConfiguration): string {
  return typeof entry === 'string' ? entry : entry.plugin;
}

/** Whether nx.json names our plugin. */
export function hasPlugin(tree: Tree): boolean {
  return entryOf(tree) !== undefined;
}

/**
 * The options of our plugin in nx.json as they are written, without defaults: a default must not win
 * over a place that says otherwise.
 */
export function pluginOptions(
  tree: Tree,
): Record<string, unknown> & { readonly imageDefinition?: string } {
  const entry = entryOf(tree);
  const options: unknown = typeof entry === 'object' ? entry.options : undefined;
  return typeof options === 'object' && options !== null ? { ...options } : {};
}

function entryOf(tree: Tree) {
  return readNxJson(tree)?.plugins?.find((entry) => pluginOf(entry) === plugin);
}
