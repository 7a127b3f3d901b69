// Written by tools/generate/guards.mjs from plugin-options.ts: edit that, and run npm run build.

import type { PackageSettings, PluginOptions } from './plugin-options.js';

/** What the schemas make of no settings at all, as most workspaces have it. */
export const defaultSettings: PackageSettings = {
  enabled: true,
  tags: [],
  targets: {},
  'build-static': {},
  'test-static': {},
  'check-static': {},
  'verify-static': {},
  'stamp-static': false,
  'compress-static': false,
  provenance: {},
  'audit-static': {},
  'package-static': false,
  'package-load': {},
  'package-push': {},
};

/** The same for the options of the plugin in nx.json. */
export const defaultOptions: PluginOptions = {
  enabled: true,
  tags: [],
  targets: {},
  'build-static': {},
  'test-static': {},
  'check-static': {},
  'verify-static': {},
  'stamp-static': false,
  'compress-static': false,
  provenance: {},
  'audit-static': {},
  'package-static': false,
  'package-load': {},
  'package-push': {},
  include: [],
  exclude: [],
};
