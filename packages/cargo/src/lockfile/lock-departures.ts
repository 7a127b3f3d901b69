import { lockDependencies } from './lock-closure.js';
import type { LockedPackage } from './parse-lockfile.js';

/**
 * What a Cargo.lock that Cargo wrote has and the one that it was given has not: a package, another
 * source or checksum of it, or a dependency of one. Leaving things out is no departure: Cargo drops
 * entries that the packages at hand do not need.
 *
 * @returns a sentence for each, none where `after` is a part of `before`
 */
export function lockDepartures(
  before: readonly LockedPackage[],
  after: readonly LockedPackage[],
): string[] {
  const known = graphOf(before);
  const departures: string[] = [];
  for (const [id, { checksum, dependencies }] of graphOf(after)) {
    const locked = known.get(id);
    if (locked === undefined) {
      departures.push(`${id} is not in it`);
      continue;
    }
    if (checksum !== undefined && locked.checksum !== undefined && checksum !== locked.checksum) {
      departures.push(`${id} has another checksum`);
    }
    for (const dependency of dependencies) {
      if (!locked.dependencies.has(dependency)) departures.push(`${id} needs ${dependency}`);
    }
  }
  return departures;
}

interface Locked {
  readonly checksum: string | undefined;
  readonly dependencies: ReadonlySet<string>;
}

/** By full names: a dependency is written shorter when the rest of the file makes it unique. */
function graphOf(packages: readonly LockedPackage[]): Map<string, Locked> {
  const dependenciesOf = lockDependencies(packages);
  return new Map(
    packages.map((entry) => [
      idOf(entry),
      { checksum: entry.checksum, dependencies: new Set(dependenciesOf(entry).map(idOf)) },
    ]),
  );
}

/** Version 4 encodes a git source's branch as a URL does, earlier ones do not. */
function idOf({ name, version, source }: LockedPackage): string {
  return [name, version, ...(source === undefined ? [] : [`(${decoded(source)})`])].join(' ');
}

function decoded(source: string): string {
  try {
    return decodeURIComponent(source);
  } catch {
    return source;
  }
}
