import { StatixError } from '@statix/contract/errors';
import type { CargoPackage } from '../model/cargo-package.js';
import { satisfiesFeatures, type FeatureSelection } from './enabled-features.js';

/** A binary that a build is to make. Its name and its place are known before cargo runs. */
export interface PlannedBinary {
  readonly name: string;
  /** Relative to cargo's target folder. */
  readonly path: string;
  /** False where only cargo can tell whether the features are on that it requires. */
  readonly certain: boolean;
}

/** What a build is asked for, as far as it decides which binaries there are, and where. */
export interface BinarySelection extends FeatureSelection {
  readonly triple: string;
  readonly profile: string;
  /** All of the package when undefined. */
  readonly bins?: readonly string[] | undefined;
}

/**
 * The binaries that cargo makes of a package: those that are asked for, else all whose
 * `required-features` are on. What cargo prints while it builds is no source for this: code of any
 * crate can print the same.
 *
 * @returns in the order of the manifest
 * @throws StatixError STATIX_BINARY_NAME_REFUSED for a name that is no plain file name,
 *   STATIX_BINARY_NOT_BUILT when no binary's features are on
 */
export function plannedBinaries(
  pkg: Pick<CargoPackage, 'name' | 'manifest' | 'targets' | 'features'>,
  options: BinarySelection,
): PlannedBinary[] {
  const folder = `${options.triple}/${profileFolder(options.profile)}`;
  const planned = pkg.targets.flatMap(({ kind, name, requiredFeatures }) => {
    if (kind !== 'bin' || options.bins?.includes(name) === false) return [];
    const satisfied = satisfiesFeatures(requiredFeatures, pkg, options);
    // What is asked for by name and cannot be made is refused by cargo, which says why.
    if (satisfied === 'no' && options.bins === undefined) return [];
    requirePlainName(name, pkg.manifest);
    return [{ name, path: `${folder}/${name}`, certain: satisfied === 'yes' }];
  });
  if (planned.length === 0) throw nothingToBuild(pkg.name);
  return planned;
}

/** Where cargo puts what a profile makes: Cargo book, "Build cache". */
export function profileFolder(profile: string): string {
  if (profile === 'dev' || profile === 'test') return 'debug';
  return profile === 'bench' ? 'release' : profile;
}

/** That cargo succeeded and none of the planned binaries is there. */
export function nothingToBuild(name: string): StatixError {
  return new StatixError({
    code: 'STATIX_BINARY_NOT_BUILT',
    what: `cargo makes no binary of ${name}`,
    why: 'Cargo leaves out binaries whose required-features are off.',
    remedies: ['Turn those features on with the option `features`.'],
  });
}

/**
 * A name becomes a file name here. `cargo metadata` of 1.95 takes `../x`, `a/b` and `.git`, so a
 * manifest from elsewhere could name a file of another folder.
 */
function requirePlainName(name: string, manifest: string): void {
  const plain = /^[^/\\\p{Cc}]+$/u.test(name) && name !== '.' && name !== '..';
  // The second would take the place of another binary's manifest.
  if (plain && !name.endsWith('.build.json')) return;
  throw new StatixError({
    code: 'STATIX_BINARY_NAME_REFUSED',
    what: `${manifest} has a binary named ${JSON.stringify(name)}, which cannot be the name of its file`,
    remedies: ['Give it another `name` in its [[bin]] table.'],
  });
}
