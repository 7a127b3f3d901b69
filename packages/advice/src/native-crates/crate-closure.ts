import type { LockedPackage } from '@statix/cargo';
import { isBuildTime, isForOtherPlatform } from './knowledge/other-platforms.js';

/** A crate of the lock file that a package is built of. */
export interface ReachedCrate {
  readonly locked: LockedPackage;
  /** Names of its lock entry's dependencies. */
  readonly dependencies: ReadonlySet<string>;
  /** Names from the package to the crate. */
  readonly via: readonly string[];
  /** Only build scripts come to it. */
  readonly buildOnly: boolean;
}

/** Which edges of a package of this repository count: by the depended crate's name. */
export type LocalEdges = (
  pkg: LockedPackage,
) => ReadonlyMap<string, 'normal' | 'build'> | undefined;

/**
 * Follows a lock file from a package to everything that its build for Linux can have. A lock file
 * knows no kinds, targets or features, so edges of crates from a registry all count, except those to
 * crates for other systems; edges of packages of this repository count as their manifests say.
 */
export function crateClosure(
  locked: readonly LockedPackage[],
  start: LockedPackage,
  localEdges: LocalEdges,
): ReachedCrate[] {
  const byName = new Map<string, LockedPackage[]>();
  for (const entry of locked) byName.set(entry.name, [...(byName.get(entry.name) ?? []), entry]);

  const reached = new Map<LockedPackage, ReachedCrate>();
  // Programs first: a crate that both the program and a build script use is found as the program's.
  for (const buildPass of [false, true]) {
    const queue: ReachedCrate[] = buildPass
      ? [...reached.values()]
      : [describe(start, [start.name], false)];
    if (!buildPass) reached.set(start, describe(start, [start.name], false));
    for (const crate of queue) {
      const local = localEdges(crate.locked);
      for (const dependency of crate.locked.dependencies) {
        for (const target of matching(dependency, byName)) {
          const kind = local === undefined ? 'normal' : local.get(target.name);
          const buildOnly = crate.buildOnly || kind === 'build' || isBuildTime(target.name);
          if (kind === undefined || buildOnly !== buildPass) continue;
          if (reached.has(target) || isForOtherPlatform(target.name)) continue;
          const next = describe(target, [...crate.via, target.name], buildOnly);
          reached.set(target, next);
          queue.push(next);
        }
      }
    }
  }
  return [...reached.values()];
}

function describe(locked: LockedPackage, via: readonly string[], buildOnly: boolean): ReachedCrate {
  const dependencies = new Set(locked.dependencies.map((entry) => entry.split(' ')[0] ?? ''));
  return { locked, dependencies, via, buildOnly };
}

function matching(
  dependency: string,
  byName: ReadonlyMap<string, readonly LockedPackage[]>,
): readonly LockedPackage[] {
  const [name = '', version] = dependency.split(' ');
  return (byName.get(name) ?? []).filter(
    (entry) => version === undefined || entry.version === version,
  );
}
