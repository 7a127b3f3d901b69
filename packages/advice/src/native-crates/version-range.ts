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
    (from === undefined || order(version, from) >= 0) &&
    (before === undefined || order(version, before) < 0)
  );
}

function order(left: string, right: string): number {
  const [first, second] = [numbersOf(left), numbersOf(right)];
  const at = first.findIndex((number, index) => number !== second[index]);
  return at === -1 ? 0 : (first[at] ?? 0) - (second[at] ?? 0);
}

/** Major, minor and patch: what a lock file has of every crate. */
function numbersOf(version: string): number[] {
  const [, ...parts] = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(version) ?? [];
  return [0, 1, 2].map((index) => Number(parts[index] ?? 0));
}
