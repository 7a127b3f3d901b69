import type { CargoPackage, CargoTarget } from '../model/cargo-package.js';

/** A file with nothing in it that stands for one that a build may not see. */
export interface Stub {
  path: string;
  content: string;
}

/**
 * The files that let cargo parse a package's manifest without its sources: its library, its
 * binaries, its build script, and what has a table of its own. Examples, tests and benches that
 * cargo would only discover are left out: no manifest can depend on them.
 *
 * cargo wants at least one target, a file for each declared one, the binary that `default-run`
 * names, and a build script where there is `links`.
 */
export function stubsOf(pkg: CargoPackage): Stub[] {
  const targets = pkg.targets.filter(
    (target) => target.declared || !discoveredOnly.has(target.kind),
  );
  const wanted = targets.length > 0 ? targets : pkg.targets;
  return [
    ...wanted.map(targetStub),
    ...(pkg.buildScript === undefined ? [] : [{ path: pkg.buildScript, content: 'fn main() {}' }]),
  ];
}

const discoveredOnly: ReadonlySet<CargoTarget['kind']> = new Set(['example', 'test', 'bench']);

/** The least that stands for one target. */
export function targetStub({ kind, path }: CargoTarget): Stub {
  return { path, content: kind === 'lib' || kind === 'proc-macro' ? '' : 'fn main() {}' };
}
