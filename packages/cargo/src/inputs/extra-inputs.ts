import { StatixError } from '@statix/contract/errors';
import { resolvePath } from '../files/repository-path.js';
import type { Kept } from './negations.js';

export interface ExtraInputs {
  /** Globs to add, negations included. */
  readonly globs: string[];
  /** What the set's own negations must leave alone. */
  readonly kept: Kept[];
}

/**
 * Reads the option `extraInputs`: repository-relative paths and globs that a build may see besides
 * its packages. A path stands for the file, or for all that is in the directory. `!` takes away.
 *
 * @throws StatixError STATIX_EXTRA_INPUT_INVALID for a path that leaves the repository, and for a
 *   `.env` file, which holds secrets more often than not
 */
export function extraInputs(patterns: readonly string[]): ExtraInputs {
  const globs: string[] = [];
  const kept: Kept[] = [];
  for (const pattern of patterns) {
    const negated = pattern.startsWith('!');
    const written = (negated ? pattern.slice(1) : pattern).replace(/^\{workspaceRoot\}\//, '');
    const path = resolvePath('', written);
    if (path === undefined || path === '')
      throw invalid(pattern, 'It leads out of the repository, or is all of it.');
    const isGlob = /[*?[\]{}]|[!@+]\(/.test(path);
    const both = isGlob ? [path] : [path, `${path}/**/*`];
    globs.push(...both.map((glob) => (negated ? `!${glob}` : glob)));
    if (negated) continue;
    if (/(^|\/)\.env(\.[^/]*)?$/.test(path))
      throw invalid(pattern, 'Files named .env hold secrets, and no build sees them.');
    kept.push({ path: isGlob ? literalPart(path) : path, below: true });
  }
  return { globs, kept };
}

/** The directories before the first component with a wildcard. */
function literalPart(glob: string): string {
  const components = glob.split('/');
  const first = components.findIndex((component) => /[*?[\]{}]|[!@+]\(/.test(component));
  return components.slice(0, first).join('/');
}

function invalid(pattern: string, why: string): StatixError {
  return new StatixError({
    code: 'STATIX_EXTRA_INPUT_INVALID',
    what: `'${pattern}' cannot be an extra input`,
    why,
    remedies: [
      'Name files of this repository, relative to its root, or copy what is needed to such a place.',
    ],
  });
}
