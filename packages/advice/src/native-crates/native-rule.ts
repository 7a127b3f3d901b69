import type { Remedy } from '@statix/contract';
import type { VersionRange } from './version-range.js';

/**
 * What is known of some native crates by name. The lock file holds no features, but an optional
 * dependency that is in a crate's entry was switched on, so `ownSource` names the dependencies that
 * only the bundling feature brings.
 */
export interface NativeRule {
  readonly crates: readonly string[];
  /** What they bind, for a person. */
  readonly library: string;
  /**
   * Where the library's source is: `always` in the crate; or in it when its lock entry has one of
   * these dependencies; absent: never.
   */
  readonly ownSource?: 'always' | readonly string[];
  /**
   * Features of the crate that bring the dependencies of `ownSource`. A lock file holds what any feature
   * of any member wants: where a manifest names one of these and does not switch it on, its entry proves nothing.
   */
  readonly ownSourceSwitch?: readonly string[];
  /** Features of the crate or of a wrapper that mean the same, where the lock does not tell. */
  readonly ownSourceFeatures?: readonly string[];
  /** It asks for the library only where one of these holds; absent: always. */
  readonly wantedIf?: readonly LibraryWanted[];
  /** Names under which an image can have it, pkg-config's or the archive's. */
  readonly libraries?: readonly string[];
  /** When the crate neither brings the library nor the image has it. */
  readonly otherwise?: 'fails' | 'may-fail' | 'builds';
  /** Programs that its build script calls, beyond a compiler and make. */
  readonly tools?: readonly string[];
  readonly why?: string;
  readonly remedies?: readonly (Remedy | string)[];
}

/** When a crate that can do without a library asks for it: all that is given must hold. */
export interface LibraryWanted {
  readonly versions?: VersionRange;
  /** The lock entry has this dependency, which only the feature that links the library brings. */
  readonly dependsOn?: string;
  /** A manifest asks for one of these features. */
  readonly features?: readonly string[];
}

/** Crates that no image can build statically, or not without network. */
export interface ImpossibleRule {
  readonly crates: readonly string[];
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly what: string;
  readonly why: string;
  readonly remedies: readonly (Remedy | string)[];
  /**
   * Names under which an image can have what is missing: the rule holds only where the image is known, and has
   * none of them.
   */
  readonly unlessImageHas?: readonly string[];
  /** The releases of which it is known; absent: all. */
  readonly versions?: VersionRange;
  /** The rule does not hold when the lock entry has one of these dependencies. */
  readonly unlessDependsOn?: readonly string[];
  /** The rule does not hold when a manifest asks for one of these features. */
  readonly unlessFeatures?: readonly string[];
  /** The rule holds only when the lock entry has one of these dependencies. */
  readonly onlyIfDependsOn?: readonly string[];
  /** The rule holds for sure only when a manifest asks for one of these; otherwise it may. */
  readonly onlyIfFeatures?: readonly string[];
}
