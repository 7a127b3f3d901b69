import { addDependencies, editFeatures, type FeatureEdit, type LockedPackage } from '@statix/cargo';
import type { DeclaredCrate } from './declared-crates.js';
import { compatibleRequirement } from './keep-versions.js';
import { currentVersions, knownFixes } from './knowledge/fixes.js';

/** An edit of one Cargo.toml that mends a finding. */
export interface ManifestFix {
  /** Repository-relative path. */
  readonly manifest: string;
  readonly edits: readonly { readonly key: readonly string[]; readonly features: FeatureEdit }[];
  /** Lines for `[dependencies]`. */
  readonly add: readonly string[];
}

/** A package's manifest and what it declares. */
export interface FixablePackage {
  readonly manifest: string;
  /** Of its workspace. */
  readonly rootManifest: string;
  readonly declared: readonly DeclaredCrate[];
}

/**
 * The edits that mend a finding: of the package that names the crate, or its wrapper. A feature that
 * is added goes to the package, one that is taken away to wherever it can stand.
 *
 * @param packages the package itself first, then those that it depends on
 * @returns none where no manifest of the repository can say it
 */
export function fixesOf(
  finding: { readonly code: string; readonly crate: string | null },
  packages: readonly FixablePackage[],
  locked: readonly LockedPackage[],
): ManifestFix[] {
  const fix = knownFixes.find(
    ({ code, crate }) => code === finding.code && crate === finding.crate,
  );
  if (fix === undefined) return [];
  const features = { add: fix.add ?? [], remove: fix.remove ?? [] };
  for (const crate of fix.at) {
    const found = packages.flatMap((pkg) =>
      pkg.declared
        .filter((declared) => declared.crate === crate && declared.kind === 'normal')
        .flatMap((declared) => editsOf(pkg, declared, features)),
    );
    if (found.length > 0) return found;
  }
  const { otherwise } = fix;
  const beside = packages.find(({ declared }) =>
    declared.some(({ crate, kind }) => kind === 'normal' && crate === otherwise?.beside),
  );
  if (otherwise === undefined || beside === undefined) return [];
  const add = otherwise.crates.map(([crate, feature]) => {
    return `${crate} = { version = "${versionOf(crate, locked)}", features = ["${feature}"] }`;
  });
  return [{ manifest: beside.manifest, edits: [], add }];
}

/**
 * Applies a fix to the text of its manifest.
 *
 * @returns the text itself when there is nothing to change, or it cannot be changed
 */
export function applyFix(text: string, fix: ManifestFix): string {
  const edited = fix.edits.reduce(
    (before, { key, features }) => editFeatures(before, key, features) ?? before,
    text,
  );
  return fix.add.length === 0 ? edited : addDependencies(edited, 'dependencies', fix.add);
}

function editsOf(
  pkg: FixablePackage,
  declared: DeclaredCrate,
  features: FeatureEdit,
): ManifestFix[] {
  const own = { manifest: pkg.manifest, edits: [{ key: declared.key, features }], add: [] };
  if (!declared.inherited || features.remove.length === 0) return [own];
  const key = ['workspace', 'dependencies', declared.alias];
  const shared = { add: [], remove: features.remove };
  return [own, { manifest: pkg.rootManifest, edits: [{ key, features: shared }], add: [] }];
}

/** `0.9` of 0.9.118: what is compatible with what the lock file has. */
function versionOf(crate: string, locked: readonly LockedPackage[]): string {
  const version = locked.find(({ name }) => name === crate)?.version;
  return version === undefined ? (currentVersions[crate] ?? '*') : compatibleRequirement(version);
}
