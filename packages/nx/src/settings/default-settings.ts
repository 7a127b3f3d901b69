import type { PackageSettings, PluginOptions } from './plugin-options.js';

/**
 * What the schemas make of no settings at all (default-settings.spec.ts compares). Most workspaces set
 * none, and the schemas take as long to load as a hundred manifests to read.
 */
export const defaultSettings: PackageSettings = {
  enabled: true,
  tags: [],
  targets: {},
  'build-static': {},
  'verify-static': {},
  'compress-static': false,
};

/** The same for the plugin's options in nx.json. */
export const defaultOptions: PluginOptions = { ...defaultSettings, include: [], exclude: [] };

/** Whether a place says nothing: there is no object, or an empty one. A list is for the schema to refuse. */
export function isEmpty(settings: unknown): boolean {
  if (settings === undefined || settings === null) return true;
  if (typeof settings !== 'object' || Array.isArray(settings)) return false;
  return Object.keys(settings).length === 0;
}
