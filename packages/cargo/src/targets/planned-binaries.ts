import { StatixError } from '@statix/contract/errors';
import type { CargoPackage, CargoTarget } from '../model/cargo-package.js';
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
  /** Example programs besides: by name, or all of the package. */
  readonly examples?: ExampleSelection | undefined;
}

export type ExampleSelection = boolean | readonly string[];

/** Whether any example is asked for: then a build sees and compiles what only they need. */
export function hasExamples(examples: ExampleSelection | undefined): boolean {
  if (typeof examples === 'boolean' || examples === undefined) return examples === true;
  return examples.length > 0;
}

/**
 * The programs that cargo makes of a package: those that are asked for by name, all binaries or examples
 * whose `required-features` are on otherwise. What cargo prints while it builds is no source for this: code of
 * any crate can print the same.
 *
 * @returns in the order of the manifest
 * @throws StatixError STATIX_BINARY_NAME_REFUSED for a name that is no plain file name, and for two
 *   programs of one name, STATIX_BINARY_NOT_BUILT when no program's features are on
 */
export function plannedBinaries(
  pkg: Pick<CargoPackage, 'name' | 'manifest' | 'targets' | 'features'>,
  options: BinarySelection,
): PlannedBinary[] {
  const folder = `${options.triple}/${profileFolder(options.profile)}`;
  const planned = pkg.targets.flatMap((target) => {
    const { kind, name, requiredFeatures } = target;
    const chosen = selection(target, options);
    if (chosen === 'none') return [];
    const satisfied = satisfiesFeatures(requiredFeatures, pkg, options);
    // What is asked for by name and cannot be made is refused by cargo, which says why.
    if (satisfied === 'no' && chosen === 'all') return [];
    requirePlainName(name, pkg.manifest);
    const place = kind === 'example' ? `${folder}/examples` : folder;
    return [{ name, path: `${place}/${name}`, certain: satisfied === 'yes' }];
  });
  if (planned.length === 0) throw nothingToBuild(pkg.name);
  requireDifferentNames(planned, pkg.manifest);
  return planned;
}

/** How a target comes to be among what is built. */
function selection(
  { kind, name, isLibrary }: CargoTarget,
  { bins, examples = [] }: BinarySelection,
): 'named' | 'all' | 'none' {
  const wanted =
    kind === 'bin' ? (bins ?? true) : kind === 'example' && isLibrary !== true ? examples : false;
  if (typeof wanted === 'boolean') return wanted ? 'all' : 'none';
  return wanted.includes(name) ? 'named' : 'none';
}

/** Cargo has a folder for examples; what is shipped is in one. */
function requireDifferentNames(planned: readonly PlannedBinary[], manifest: string): void {
  const names = planned.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new StatixError({
    code: 'STATIX_BINARY_NAME_REFUSED',
    what: `${manifest} has a binary and an example named ${JSON.stringify(twice)}, and both are asked for`,
    why: 'They would be one file in the folder of the programs.',
    remedies: [
      'Give one of them another `name`.',
      'Or leave one out, with the options `bins` and `examples`.',
    ],
  });
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

/** Names of what a build writes beside a binary. */
const OF_ANOTHER = /\.(?:build\.json|contents\.json|notices\.txt)$/;

/**
 * A name becomes a file name here. `cargo metadata` of 1.95 takes `../x`, `a/b` and `.git`, so a
 * manifest from elsewhere could name a file of another folder.
 */
function requirePlainName(name: string, manifest: string): void {
  const plain = /^[^/\\\p{Cc}]+$/u.test(name) && name !== '.' && name !== '..';
  // The second would take the place of another binary's manifest, contents or notices.
  if (plain && !OF_ANOTHER.test(name)) return;
  throw new StatixError({
    code: 'STATIX_BINARY_NAME_REFUSED',
    what: `${manifest} has a binary named ${JSON.stringify(name)}, which cannot be the name of its file`,
    remedies: ['Give it another `name` in its [[bin]] table.'],
  });
}
