import { formatBytes } from '@statix/engine';
import {
  CACHE_FOLDER_MARKER,
  type CacheFolderFacts,
  type CacheFolderSettings,
} from '@statix/toolchain';

/** More of a scope's name is not shown. */
const LONGEST_SCOPE = 100;

/**
 * The folder that STATIX_CACHE_DIR names, for a person: what is in it, whose it is, and what a build makes of it.
 *
 * @param facts undefined where it is not there
 */
export function cacheFolderLine(
  { folder, scope, limit }: CacheFolderSettings,
  facts: CacheFolderFacts | { readonly unreadable: string } | undefined,
  { trustScope, isShared }: { readonly trustScope: string; readonly isShared: boolean },
): string {
  const told =
    facts === undefined
      ? ['not there yet']
      : 'unreadable' in facts
        ? [`cannot be read: ${facts.unreadable}; ${UNUSED}`]
        : [...contents(facts, limit), ...ownership(facts, scope, trustScope)];
  const ignored = isShared ? [] : ['STATIX_SHARING is none: builds here do not look at it'];
  return ['STATIX_CACHE_DIR', folder, ...told, ...ignored, KEPT].join('  ');
}

const UNUSED = 'builds here take nothing from it and leave nothing in it';
const KEPT = 'kept by you or your CI service, not by Statix: cache-prune leaves it alone';

function contents(
  { sizeBytes, files, others, isCut }: CacheFolderFacts,
  limit: number,
): readonly string[] {
  const size = `${isCut ? 'at least ' : ''}${formatBytes(sizeBytes)} in ${files} ${files === 1 ? 'file' : 'files'}, of ${formatBytes(limit)}`;
  return others === 0
    ? [size]
    : [
        size,
        `damaged: ${others} of its entries are links or cannot be read, and no build takes them`,
      ];
}

function ownership(
  { owner }: CacheFolderFacts,
  expected: string,
  trustScope: string,
): readonly string[] {
  if (owner === 'none') return ['empty'];
  if (owner === 'unmarked') return [`damaged: it has no sound ${CACHE_FOLDER_MARKER}; ${UNUSED}`];
  if (owner === 'broken') return [`damaged: its ${CACHE_FOLDER_MARKER} is broken; ${UNUSED}`];
  const of = `scope ${owner.scope.slice(0, LONGEST_SCOPE)}`;
  if (owner.scope !== expected) return [`${of}, and not ${expected}: ${UNUSED}`];
  return expected === trustScope
    ? [of]
    : [`${of}: builds here, of scope ${trustScope}, only take from it`];
}
