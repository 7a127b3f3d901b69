import { createRequire } from 'node:module';
import { stringAt } from '../json-value.js';

const load = createRequire(__filename);

/**
 * Versions of our packages, for the digests: with `externalDependencies: []` no version of anything
 * in node_modules is in a task's hash, and a new release of ours may build or judge otherwise.
 */
export function packageVersions(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, versionOf(name)]));
}

const versions = new Map<string, string>();

function versionOf(name: string): string {
  const known = versions.get(name);
  if (known !== undefined) return known;
  const manifest: unknown = load(`${name}/package.json`);
  const version = stringAt(manifest, 'version');
  if (version === undefined) throw new TypeError(`the package.json of ${name} has no version`);
  versions.set(name, version);
  return version;
}
