import type { CargoPackage } from './cargo-package.js';

/** A Cargo workspace; a package that stands alone is one of its own, as in Cargo. */
export interface CargoWorkspace {
  root: string;
  manifest: string;
  /** Repository-relative path of its Cargo.lock, if it is there. */
  lockfile: string | undefined;
  packages: CargoPackage[];
  /** Roots of the packages that cargo takes when none is named. */
  defaultMembers: string[];
  /** `workspace.metadata.statix`, unchecked. */
  metadata: unknown;
  /**
   * Cargo's configuration files within the repository, the one that wins first: from the workspace's
   * directory upwards, each followed by the files it includes.
   */
  configFiles: string[];
  /** Built-in ones, and those of the root manifest and the configuration files. */
  profiles: string[];
  /** Directories of `[patch]`, `[replace]` and `paths` sources, from the manifest and configuration. */
  patchRoots: string[];
  /** Those of them that the configuration names. */
  configuredPatchRoots: string[];
  /** Directories that the configuration uses in place of a registry (`cargo vendor`). */
  vendorRoots: string[];
}
