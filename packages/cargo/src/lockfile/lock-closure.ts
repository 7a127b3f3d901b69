import type { LockedPackage } from './parse-lockfile.js';

/** In the order of the lock. */
export type LockClosureOf = (start: LockedPackage) => readonly LockedPackage[];

/** Follows the dependencies of a Cargo.lock: everything that a package's entry leads to, and itself. */
export function lockClosures(locked: readonly LockedPackage[]): LockClosureOf {
  const dependenciesOf = lockDependencies(locked);
  const positions = new Map(locked.map((entry, position) => [entry, position]));
  const known = new Map<number, readonly number[]>();
  // By position: a lock of a thousand entries is followed once for each of a hundred programs.
  const dependenciesAt = (position: number, entry: LockedPackage): readonly number[] => {
    const before = known.get(position);
    if (before !== undefined) return before;
    const found = dependenciesOf(entry).flatMap((target) => positions.get(target) ?? []);
    known.set(position, found);
    return found;
  };
  return (start) => {
    const reached = new Uint8Array(locked.length);
    const first = positions.get(start);
    const waiting = first === undefined ? [] : [first];
    for (let position = waiting.pop(); position !== undefined; position = waiting.pop()) {
      const entry = locked[position];
      if (entry === undefined || reached[position] === 1) continue;
      reached[position] = 1;
      for (const target of dependenciesAt(position, entry)) {
        if (reached[target] === 0) waiting.push(target);
      }
    }
    return locked.filter((_entry, position) => reached[position] === 1);
  };
}

export type LockDependenciesOf = (entry: LockedPackage) => readonly LockedPackage[];

/** The entries that an entry's dependencies name. Each entry is looked up once. */
export function lockDependencies(locked: readonly LockedPackage[]): LockDependenciesOf {
  const byName = new Map<string, LockedPackage[]>();
  for (const entry of locked) {
    const alike = byName.get(entry.name);
    if (alike === undefined) byName.set(entry.name, [entry]);
    else alike.push(entry);
  }
  const known = new Map<LockedPackage, readonly LockedPackage[]>();
  return (entry) => {
    const before = known.get(entry);
    if (before !== undefined) return before;
    const named = [...entry.dependencies, ...(entry.replace === undefined ? [] : [entry.replace])];
    const found = named.flatMap((dependency) => matching(dependency, byName));
    known.set(entry, found);
    return found;
  };
}

/**
 * `name[ version[ (source)]]`: what is left out is left out because the rest is unique, or because the
 * package is one of the repository, which has no source.
 *
 * The source of a git dependency has no revision, that of its entry has: `git+<url>?<reference>#<revision>`
 * (Cargo's `encodable_package_id` leaves it out).
 */
function matching(
  dependency: string,
  byName: ReadonlyMap<string, readonly LockedPackage[]>,
): readonly LockedPackage[] {
  if (!dependency.includes(' ')) return byName.get(dependency) ?? [];
  const [name = '', version, source] = dependency.split(' ');
  const alike = (byName.get(name) ?? []).filter(
    (entry) => version === undefined || entry.version === version,
  );
  if (source !== undefined) {
    return alike.filter((entry) => `(${withoutRevision(entry.source ?? '')})` === source);
  }
  const local = alike.filter((entry) => entry.source === undefined);
  return local.length === 1 ? local : alike;
}

/** A source as dependencies name it. */
export function withoutRevision(source: string): string {
  const [url = ''] = source.split('#', 1);
  return url;
}
