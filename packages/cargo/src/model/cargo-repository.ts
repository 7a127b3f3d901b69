import type { StatixError } from '@statix/contract';
import type { CargoPackage } from './cargo-package.js';
import type { CargoWorkspace } from './cargo-workspace.js';

/**
 * The builds that a problem is in the way of: those of packages for which Cargo reads the file
 * (`readers`), of all packages of the workspace whose root manifest it is (`members`), of workspaces
 * in a directory (`below`), or of none, for a build of ours takes the packages that it needs and no
 * other members of their workspace.
 */
export type ProblemScope = 'readers' | 'members' | { readonly below: string } | 'none';

/** Something wrong with one file. Everything that does not depend on it was read all the same. */
export interface ManifestProblem {
  file: string;
  /** Codes STATIX_MANIFEST_*, STATIX_CARGO_CONFIG_INVALID; `what` begins with file:line:column. */
  error: StatixError;
  scope: ProblemScope;
}

/**
 * A package that Cargo would read and that cannot be described: a listed member, or one with a
 * Cargo.lock of its own. Its problem is among the repository's.
 */
export interface BrokenPackage {
  /** As far as it can be read. */
  name: string;
  root: string;
  manifest: string;
  /** Root of its workspace, its own root when it stands alone. */
  workspace: string;
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
  broken: BrokenPackage[];
  /**
   * Roots of other checkouts inside of this one that hold manifests: repositories of their own and git
   * worktrees. What is in them is not this repository's, packages and plain files alike.
   */
  nestedRepositories: string[];
}
