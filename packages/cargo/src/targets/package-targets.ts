import { inDirectory } from '../files/repository-path.js';
import { manifestError } from '../manifest/manifest-error.js';
import type { CargoTarget } from '../model/cargo-package.js';
import { foundBinaries, foundInDirectory } from './found-targets.js';
import { libraryTarget } from './library-target.js';
import { namedTargets } from './named-targets.js';
import type { PackageContext } from './package-context.js';

/**
 * All targets of a package, its build script aside: library, binaries, examples, tests, benches.
 *
 * @throws StatixError STATIX_MANIFEST_TARGET_INVALID, STATIX_MANIFEST_NO_TARGETS
 */
export function packageTargets(context: PackageContext): CargoTarget[] {
  const { manifest, files } = context;
  const { name, autobins, autoexamples, autotests, autobenches } = context.package;
  const root = manifest.directory;
  const exists = (path: string): boolean => files.exists(inDirectory(root, path));
  const library = libraryTarget(context);
  const targets: CargoTarget[] = [
    ...(library === undefined ? [] : [library]),
    ...namedTargets(context, {
      kind: 'bin',
      discover: autobins,
      find: () => foundBinaries(root, name, files),
      legacyPath: (bin) => {
        const places = [
          ...(library === undefined ? [`src/${bin}.rs`] : []),
          'src/main.rs',
          'src/bin/main.rs',
        ];
        return places.find(exists);
      },
    }),
    ...namedTargets(context, {
      kind: 'example',
      discover: autoexamples,
      find: () => foundInDirectory(root, 'examples', files),
      legacyPath: () => undefined,
    }),
    ...namedTargets(context, {
      kind: 'test',
      discover: autotests,
      find: () => foundInDirectory(root, 'tests', files),
      legacyPath: () => undefined,
    }),
    ...namedTargets(context, {
      kind: 'bench',
      discover: autobenches,
      find: () => foundInDirectory(root, 'benches', files),
      legacyPath: (bench) =>
        bench === 'bench' && exists('src/bench.rs') ? 'src/bench.rs' : undefined,
    }),
  ];
  if (targets.length === 0) {
    throw manifestError(manifest, ['package'], {
      code: 'STATIX_MANIFEST_NO_TARGETS',
      what: `${name} has nothing to build`,
      why: 'There is no src/lib.rs, no src/main.rs, no [lib] and no [[bin]].',
      remedies: ['Add src/main.rs for a program or src/lib.rs for a library.'],
    });
  }
  return targets;
}
