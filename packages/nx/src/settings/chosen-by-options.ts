import { ancestorsOf, manifestOf, parentOf } from '@statix/cargo/graph';
import picomatch from 'picomatch';
import type { PluginOptions } from './plugin-options.js';

export interface ChosenByOptions {
  /** Whether a manifest is taken in: included and not excluded. */
  (manifest: string): boolean;
  /** Whether a file of any name belongs to what is left out. */
  isExcluded(file: string): boolean;
}

/**
 * Which manifests the options of the plugin take in: those that they include and do not exclude. A
 * pattern that matches a folder stands for all that is in it.
 */
export function chosenByOptions({
  include,
  exclude,
}: Pick<PluginOptions, 'include' | 'exclude'>): ChosenByOptions {
  const included = matcher(include);
  const excluded = matcher(exclude);
  return Object.assign(
    (manifest: string) => (include.length === 0 || included(manifest)) && !excluded(manifest),
    {
      isExcluded(file: string): boolean {
        // What lies in `.cargo` is about the folder around it.
        const folder = (parentOf(file) ?? '').replace(/(^|\/)\.cargo$/, '');
        return excluded(file) || excluded(manifestOf(folder));
      },
    },
  );
}

function matcher(patterns: readonly string[]): (file: string) => boolean {
  if (patterns.length === 0) return () => false;
  const plain = patterns.map((pattern) => pattern.replace(/^\.\//, '').replace(/\/$/, ''));
  const matches = picomatch(plain, { dot: true });
  return (file) => [file, ...ancestorsOf(file)].some((path) => path !== '' && matches(path));
}
