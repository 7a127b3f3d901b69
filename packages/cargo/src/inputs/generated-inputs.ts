import { extraInputs } from './extra-inputs.js';

/** Files that other tasks write before the build. */
export interface GeneratedInputs {
  /** Repository-relative globs, none of them negated. */
  readonly globs: readonly string[];
  /** The files and directories, without wildcards, at and below which all of them lie. */
  readonly places: readonly string[];
}

/**
 * Reads paths and globs of files that another task writes; written as extra inputs are.
 *
 * @throws StatixError STATIX_EXTRA_INPUT_INVALID
 */
export function generatedInputs(patterns: readonly string[]): GeneratedInputs {
  const { globs, kept } = extraInputs(patterns);
  return {
    globs: globs.filter((glob) => !glob.startsWith('!')),
    places: kept.map(({ path }) => path),
  };
}
