import picomatch from 'picomatch';
import type { PluginOptions } from './plugin-options.js';

/** Which manifests the options of the plugin take in: those that they include and do not exclude. */
export function chosenByOptions({
  include,
  exclude,
}: Pick<PluginOptions, 'include' | 'exclude'>): (manifest: string) => boolean {
  const included = picomatch(include, { dot: true });
  const excluded = picomatch(exclude, { dot: true });
  return (manifest) => (include.length === 0 || included(manifest)) && !excluded(manifest);
}
