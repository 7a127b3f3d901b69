import type { Tree } from '@nx/devkit';
import { StatixError } from '@statix/contract';

const pipeline = '.gitlab-ci.yml';

/**
 * Makes the repository's pipeline include a file, if it does not yet. An `include` that is there
 * already is for its author to extend: GitLab knows several forms of it.
 *
 * @throws StatixError STATIX_PIPELINE_NOT_EXTENDED with the line to add
 */
export function includeInGitlab(tree: Tree, path: string): void {
  const before = tree.exists(pipeline) ? (tree.read(pipeline, 'utf8') ?? '') : '';
  if (before.includes(path)) return;
  if (/^include\s*:/m.test(before)) {
    throw new StatixError({
      code: 'STATIX_PIPELINE_NOT_EXTENDED',
      what: `${pipeline} has an include of its own, which does not name ${path}`,
      remedies: [{ text: `Add it to ${pipeline}:`, snippet: `include:\n  - local: ${path}` }],
    });
  }
  const include = `include:\n  - local: ${path}\n`;
  tree.write(pipeline, before === '' ? include : `${include}\n${before}`);
}
