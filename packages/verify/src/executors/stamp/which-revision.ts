import { StatixError } from '@statix/contract';
import { quote } from '@statix/elf';
import { gitRevision, otherwise } from './git-revision.js';
import { isRevision, MOST_CHARACTERS } from './revision-text.js';
import type { StampOptions } from './schema.js';

export interface Revision {
  readonly text: string;
  readonly from: 'option' | 'environment' | 'git';
}

/** As many are named of the files that are not committed. */
const MOST_NAMED = 10;

/**
 * The revision to write: that of the option, of STATIX_REVISION, or git's commit, with `-dirty` where the
 * working tree is not what was committed.
 *
 * @param asked value of STATIX_REVISION
 * @param since see `gitRevision`
 * @throws StatixError STATIX_REVISION_INVALID, STATIX_REVISION_DIRTY and those of `gitRevision`
 */
export async function whichRevision(
  { revision, dirty }: Pick<StampOptions, 'revision' | 'dirty'>,
  { workspaceRoot, asked, since }: { workspaceRoot: string; asked?: string; since?: number },
): Promise<Revision> {
  if (revision !== undefined) return { text: revision, from: 'option' };
  if (asked !== undefined && asked !== '') {
    if (!isRevision(asked)) throw invalid(asked);
    return { text: asked, from: 'environment' };
  }
  const { commit, changed } = await gitRevision(workspaceRoot, since);
  if (changed.length === 0) return { text: commit, from: 'git' };
  if (dirty === 'refuse') throw notCommitted(changed);
  return { text: `${commit}-dirty`, from: 'git' };
}

function invalid(asked: string): StatixError {
  return new StatixError({
    code: 'STATIX_REVISION_INVALID',
    what: `STATIX_REVISION is ${quote(asked)}`,
    why: `Expected at most ${MOST_CHARACTERS} printable ASCII characters, no space at either end.`,
    remedies: [{ text: 'Correct or unset it:', snippet: 'unset STATIX_REVISION' }],
  });
}

function notCommitted(changed: readonly string[]): StatixError {
  const named = changed.slice(0, MOST_NAMED).map((path) => quote(path));
  const more = changed.length - named.length;
  return new StatixError({
    code: 'STATIX_REVISION_DIRTY',
    what: 'The working tree is not what was committed, and `dirty` is refuse',
    excerpt: [...named, ...(more > 0 ? [`… and ${more} more`] : [])],
    remedies: ['Commit them, or have git ignore them.', otherwise],
  });
}
