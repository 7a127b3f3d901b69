import type { StatixError } from '@statix/contract';
import type { CargoPackage } from './cargo-package.js';
import type { CargoWorkspace } from './cargo-workspace.js';

/** Something wrong with one file. Everything that does not depend on it was read all the same. */
export interface ManifestProblem {
  file: string;
  /** Codes STATIX_MANIFEST_*, STATIX_CARGO_CONFIG_INVALID; `what` begins with file:line:column. */
  error: StatixError;
}

/** The Cargo packages of a repository; all lists are sorted by path. */
export interface CargoRepository {
  workspaces: CargoWorkspace[];
  packages: CargoPackage[];
  problems: ManifestProblem[];
  /**
   * Manifests of packages below a workspace that does not list them (test fixtures, templates). Cargo
   * refuses to build them where they are, and nothing depends on them, so they are no packages here;
   * for their neighbours they are plain files.
   */
  strays: string[];
}
