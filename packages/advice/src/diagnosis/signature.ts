import type { Remedy } from '@statix/contract';
import type { ImageOffer } from '../native-crates/image-offer.js';

/** What a diagnosis may depend on beside the line. */
export interface Situation {
  /** What the image that built has; undefined when that is not known. */
  readonly image: ImageOffer | undefined;
  /** The requirement that fits the version of a crate which the log names. */
  readonly versionOf: (crate: string) => string | undefined;
  /** The crates of the build's Cargo.lock; undefined when that is not known. */
  readonly locked?: readonly LockedCrate[] | undefined;
  /** Repository-relative Cargo.toml of the Cargo workspace, likewise. */
  readonly manifest?: string | undefined;
  /** Names of the variables that options and `[env]` set for the build, likewise. */
  readonly environment?: ReadonlySet<string> | undefined;
  /** Whether the repository has a file or directory of this path. */
  readonly exists?: ((path: string) => boolean) | undefined;
  /** Whether the build could see a file, or something below a directory. */
  readonly isInput?: ((path: string) => boolean) | undefined;
  /** The line of the log that led here. */
  readonly line: string;
}

export interface LockedCrate {
  readonly name: string;
  readonly version: string;
}

/** A remedy, or how to come to it; undefined where it does not apply. */
export type RemedyWords = string | Remedy | ((situation: Situation) => string | Remedy | undefined);

/** A kind of line in a build log whose meaning is known. */
export interface Signature {
  /** Stable, kebab-case. */
  readonly id: string;
  readonly title: string;
  readonly why: string | ((situation: Situation) => string);
  readonly remedies: readonly RemedyWords[];
  /** Public reports, `owner/repo#number`. */
  readonly threads: readonly string[];
  /**
   * Tried on single lines of bounded length. No repetition inside a repetition and no two open ones
   * in a row: a log is other people's text, and must not be able to stall the diagnosis.
   */
  readonly patterns: readonly RegExp[];
  /** Ids of what follows from this one, and is shown after it. */
  readonly leadsTo?: readonly string[];
  /** Ids that explain the same line better: with one of them, this is not reported. */
  readonly unless?: readonly string[];
}

/** A symbol that nothing defines, as GNU ld and as lld (which the image links with) say it. */
export function undefinedSymbol(names: string): RegExp {
  return new RegExp(`undefined (?:reference to|symbol:) [\`'"]?(?:${names})`);
}

/** A symbol that is defined twice, likewise. */
export function duplicateSymbol(names: string): RegExp {
  return new RegExp(`(?:multiple definition of [\`'"]?|duplicate symbol: )(?:${names})`);
}

/** A header that is not there, as gcc and as clang say it. */
export function missingHeader(names: string): RegExp {
  return new RegExp(`(?:fatal error: |')(?:${names})(?:: No such file|' file not found)`);
}

/** Lines for a Cargo.toml that set an environment variable of the build. */
export function buildEnvironment(name: string, value: string): string {
  return `[package.metadata.statix.build-static.environment]\n${name} = "${value}"`;
}
