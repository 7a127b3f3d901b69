import type { LockedPackage } from './parse-lockfile.js';

export type LockClosureOf = (start: LockedPackage) => ReadonlySet<LockedPackage>;

/** Follows the dependencies of a Cargo.lock: everything that a package's entry leads to, and itself. */
export function lockClosures(locked: readonly LockedPackage[]): LockClosureOf {
  const dependenciesOf = lockDependencies(locked);
  return (start) => {
    const reached = new Set<LockedPackage>([start]);
    for (const entry of reached) {
      for (const target of dependenciesOf(entry)) reached.add(target);
    }
    return reached;
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

/** `name[ version[ (source)]]`: what is left out is left out because the name alone is unique. */
function matching(
  dependency: string,
  byName: ReadonlyMap<string, readonly LockedPackage[]>,
): readonly LockedPackage[] {
  const [name = '', version, source] = dependency.split(' ');
  return (byName.get(name) ?? []).filter(
    (entry) =>
      (version === undefined || entry.version === version) &&
      (source === undefined || `(${entry.source ?? ''})` === source),
  );
}
