import { coerce, compare } from 'semver';

/** Releases of a crate, by number; a pre-release counts as its release. */
export interface VersionRange {
  /** The first release that belongs to it. */
  readonly from?: string;
  /** The first release that does not belong to it any more. */
  readonly before?: string;
}

/** True for a locked version such as `0.62.0` or `4.10.0+2.12.1` that is in the range. */
export function inRange(version: string, { from, before }: VersionRange): boolean {
  return (
    (from === undefined || compareReleases(version, from) >= 0) &&
    (before === undefined || compareReleases(version, before) < 0)
  );
}

/**
 * Compares two versions by their numbers; those that are left out are zero, pre-release and build
 * metadata do not count. What is no version counts as 0.0.0.
 *
 * @returns below zero, zero or above, as for sort
 */
export function compareReleases(left: string, right: string): number {
  return compare(coerce(left) ?? '0.0.0', coerce(right) ?? '0.0.0');
}
