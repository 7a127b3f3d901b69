import { inDirectory, isWithin } from '../files/repository-path.js';
import type { CargoPackage, CargoTarget } from '../model/cargo-package.js';
import { targetStub, type Stub } from './stubs.js';

const conventional = ['tests', 'benches', 'examples'];
const ofTests: ReadonlySet<CargoTarget['kind']> = new Set(['test', 'bench', 'example']);

/** Whether `cargo build` of a package's library and programs compiles a target. */
export function isBuilt({ kind }: CargoTarget): boolean {
  return !ofTests.has(kind);
}

const known = new WeakMap<CargoPackage, readonly string[]>();

/**
 * The folders `tests`, `benches` and `examples` of a package in which Cargo finds tests, benchmarks or
 * examples and nothing that a build compiles. An edit there must not make every program anew.
 */
export function unbuiltFolders(pkg: CargoPackage): readonly string[] {
  const before = known.get(pkg);
  if (before !== undefined) return before;
  const built = [
    ...pkg.targets.filter(isBuilt).map(({ path }) => path),
    ...(pkg.buildScript === undefined ? [] : [pkg.buildScript]),
  ];
  const unbuilt = pkg.targets.filter((target) => !isBuilt(target));
  const folders = conventional
    .map((name) => inDirectory(pkg.root, name))
    .filter(
      (folder) =>
        unbuilt.some(({ path }) => isWithin(path, folder)) &&
        !built.some((path) => isWithin(path, folder)),
    );
  known.set(pkg, folders);
  return folders;
}

/**
 * Empty files for the tests, benchmarks and examples that a manifest names: Cargo refuses a manifest
 * whose file is not there, whether it is to be built or not.
 */
export function unbuiltStubs(pkg: CargoPackage): Stub[] {
  return pkg.targets.filter((target) => !isBuilt(target) && target.declared).map(targetStub);
}
