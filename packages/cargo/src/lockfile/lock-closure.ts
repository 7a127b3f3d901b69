import type { LockedPackage } from './parse-lockfile.js';

export type LockClosureOf = (start: LockedPackage) => ReadonlySet<LockedPackage>;

/** Follows the dependencies of a Cargo.lock: everything that a package's entry leads to, and itself. */
export function lockClosures(locked: readonly LockedPackage[]): LockClosureOf {
  const byName = new Map<string, LockedPackage[]>();
  for (const entry of locked) byName.set(entry.name, [...(byName.get(entry.name) ?? []), entry]);
  return (start) => {
    const reached = new Set<LockedPackage>([start]);
    for (const entry of reached) {
      for (const dependency of entry.dependencies) {
        for (const target of matching(dependency, byName)) reached.add(target);
      }
    }
    return reached;
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
