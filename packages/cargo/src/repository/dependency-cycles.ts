import { declaredDependencies, keyOfDependency } from '../manifest/declared-dependencies.js';
import { manifestError } from '../manifest/manifest-error.js';
import type { ManifestStore } from '../manifest/manifest-store.js';
import type { CargoPackage } from '../model/cargo-package.js';
import type { ManifestProblem } from '../model/cargo-repository.js';

/**
 * Packages that depend on each other in a circle, which Cargo refuses to resolve: a problem for each
 * circle, at the entry that closes it. Dev-dependencies may lead back (Cargo's `check_cycles` follows
 * no others); optional ones and those of a target may not, for Cargo.lock holds them all.
 *
 * @param packages sorted by root, so that the same circle is always told from the same package
 */
export function dependencyCycles(
  packages: readonly CargoPackage[],
  store: ManifestStore,
): ManifestProblem[] {
  const packageAt = new Map(packages.map((pkg) => [pkg.root, pkg]));
  const problems: ManifestProblem[] = [];
  const done = new Set<string>();
  for (const start of packages) {
    if (done.has(start.root)) continue;
    // A path of its own and no recursion: a chain may have thousands of packages.
    const path: { pkg: CargoPackage; rest: string[] }[] = [];
    const onPath = new Map<string, number>();
    const enter = (pkg: CargoPackage): void => {
      onPath.set(pkg.root, path.length);
      path.push({ pkg, rest: buildDependencies(pkg) });
    };
    enter(start);
    for (let last = path.at(-1); last !== undefined; last = path.at(-1)) {
      const next = last.rest.pop();
      if (next === undefined) {
        done.add(last.pkg.root);
        onPath.delete(last.pkg.root);
        path.pop();
        continue;
      }
      const from = onPath.get(next);
      if (from !== undefined) {
        const circle = path.slice(from).map(({ pkg }) => pkg);
        problems.push(problemOf(last.pkg, next, circle, store));
      } else if (!done.has(next)) {
        const pkg = packageAt.get(next);
        if (pkg !== undefined) enter(pkg);
      }
    }
  }
  return problems;
}

function buildDependencies(pkg: CargoPackage): string[] {
  return pkg.pathDependencies
    .filter(({ kinds }) => kinds.some((kind) => kind !== 'dev'))
    .map(({ root }) => root);
}

function problemOf(
  pkg: CargoPackage,
  root: string,
  circle: readonly CargoPackage[],
  store: ManifestStore,
): ManifestProblem {
  const manifest = store.at(pkg.root);
  const names = [...circle, circle[0] ?? pkg].map(({ name }) => name);
  const alias = pkg.pathDependencies.find((dependency) => dependency.root === root)?.alias ?? '';
  const known = typeof manifest === 'object' ? manifest : undefined;
  const declared =
    known === undefined
      ? undefined
      : declaredDependencies(known.document).find(
          (entry) => entry.alias === alias && entry.kind !== 'dev',
        );
  return {
    file: pkg.manifest,
    scope: 'readers',
    error: manifestError(
      known ?? { path: pkg.manifest, text: '' },
      declared === undefined ? [] : keyOfDependency(declared),
      {
        code: 'STATIX_MANIFEST_CYCLE',
        what: `${pkg.name} depends on itself: ${names.join(' → ')}`,
        why: 'Cargo builds each package before those that depend on it, so a circle cannot be built.',
        remedies: [
          'Move what both need into a package of its own, or make one of them a dev-dependency.',
        ],
      },
    ),
  };
}
