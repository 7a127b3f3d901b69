import { canonicalDigest } from '@statix/contract';
import type { InputFile } from './read-inputs.js';

/** What decides a build and what Cargo does not look at when it asks whether a result is still good. */
export interface Unfollowed {
  /** The option of that name. */
  readonly environment: Readonly<Record<string, string>>;
  /** `[env]` of Cargo's configuration, key by key. */
  readonly configuredEnvironment: readonly (readonly [key: string, value: unknown])[];
  /** Folders of vendored crates. */
  readonly vendorRoots: readonly string[];
  /** The option of that name. */
  readonly buildNetwork?: boolean;
  /** The option of that name. */
  readonly sourceMode?: 'copy' | 'exact';
}

/**
 * A digest of the inputs that Cargo does not follow, for a variable that it mixes into the identity of
 * every unit (`__CARGO_DEFAULT_LIB_METADATA`: compute_metadata of cargo's
 * core/compiler/build_runner/compilation_files). Other inputs are then other units: they are made anew,
 * those of before stay as they are, and a warm build gives the bytes of a cold one.
 *
 * - Environment: build scripts and proc macros of any crate, those of registries too, may read any
 *   variable. Cargo asks again only about those that `rerun-if-env-changed` or `env!` names.
 * - A network: what a build script made without one is not what it makes with one.
 * - Sources that cannot be written to: what a build script made that did write is not what it makes then.
 * - Vendored crates: Cargo takes them for immutable and looks at their version alone.
 *
 * Arguments, features, profiles, linker and rustflags are followed by Cargo itself, and for the files
 * of packages in the repository there is `assignTimes`.
 *
 * @returns undefined where there are none: the units then have the names that they have anywhere
 */
export function unfollowedDigest(
  {
    environment,
    configuredEnvironment,
    vendorRoots,
    buildNetwork = false,
    sourceMode = 'copy',
  }: Unfollowed,
  inputs: readonly Pick<InputFile, 'path' | 'sha256'>[],
): string | undefined {
  const vendored = inputs
    .filter(({ path }) => vendorRoots.some((root) => path.startsWith(`${root}/`)))
    .map(({ path, sha256 }) => [path, sha256]);
  const network = buildNetwork ? [['network']] : [];
  const parts = [
    ...[Object.entries(environment).sort(), configuredEnvironment, vendored],
    ...network,
    ...(sourceMode === 'exact' ? [['exact']] : []),
  ];
  if (parts.every((part) => part.length === 0)) return undefined;
  return canonicalDigest(parts);
}
