import type { Tree } from '@nx/devkit';
import { createTwoFilesPatch } from 'diff';
import type { Finding } from '@statix/contract';
import { applyFix, type ManifestFix } from '@statix/advice';

export interface AppliedFixes {
  readonly done: ReadonlySet<Finding>;
  /** A unified diff of every manifest that changed. */
  readonly diff: string;
}

/** Writes the edits into the tree; Nx puts them on disk, or leaves them in a dry run. */
export function applyFixes(
  tree: Tree,
  fixes: ReadonlyMap<Finding, readonly ManifestFix[]>,
): AppliedFixes {
  const before = new Map<string, string>();
  const done = new Set<Finding>();
  for (const [finding, edits] of fixes) {
    for (const edit of edits) {
      const text = tree.read(edit.manifest, 'utf8') ?? '';
      const edited = applyFix(text, edit);
      // Another finding's edit may have done the same already.
      done.add(finding);
      if (edited === text) continue;
      if (!before.has(edit.manifest)) before.set(edit.manifest, text);
      tree.write(edit.manifest, edited);
    }
  }
  const diff = [...before]
    .map(([path, text]) => {
      return createTwoFilesPatch(`a/${path}`, `b/${path}`, text, tree.read(path, 'utf8') ?? '');
    })
    .join('')
    .replaceAll(/^=+\n/gm, '');
  return { done, diff };
}
