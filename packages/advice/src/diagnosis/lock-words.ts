import type { Remedy } from '@statix/contract';
import { inRange, type VersionRange } from '../native-crates/version-range.js';
import type { LockedCrate, RemedyWords, Situation } from './signature.js';

/*
 * Commands of cargo that name crates. Cargo refuses a crate that is not locked, and a name that several
 * releases have, so they are put together from the lock of the build.
 */

/** A crate, and the releases of it that a command is about. */
export interface Concerned extends VersionRange {
  readonly crate: string;
}

/** The locked releases that are concerned, as a specification of cargo: `libc@0.2.100`. */
export function concerned(
  locked: readonly LockedCrate[],
  crates: readonly Concerned[],
): readonly string[] {
  return crates.flatMap(({ crate, ...range }) =>
    locked
      .filter(({ name, version }) => name === crate && inRange(version, range))
      .map(({ name, version }) => `${name}@${version}`),
  );
}

/**
 * `cargo update` for the crates that are locked; left out where none of them is, and where the lock is
 * not known.
 */
export function updateLocked(text: string, crates: readonly Concerned[]): RemedyWords {
  return (situation) => {
    const specs = concerned(situation.locked ?? [], crates);
    if (specs.length === 0) return undefined;
    return cargoCommand(text, `update ${specs.join(' ')}`)(situation);
  };
}

/** Who brings each of the crates that are locked; likewise. */
export function whoBrings(text: string, crates: readonly Concerned[]): RemedyWords {
  return (situation) => {
    const commands = concerned(situation.locked ?? [], crates).map(
      (spec) => `cargo tree --workspace --target all --invert ${spec}${manifestFlag(situation)}`,
    );
    return commands.length === 0 ? undefined : { text, snippet: commands.join('\n') };
  };
}

/** Another version of the crate that the line names, `x = "^1"` (locked to 1.0.2), where that is locked. */
export function takeAnother(text: string): RemedyWords {
  return (situation) => {
    const [, crate, version] =
      /`([\w-]{1,80}) = "[^`]{1,120}` \(locked to ([^)]{1,80})\)/.exec(situation.line) ?? [];
    const isLocked = situation.locked?.some((one) => one.name === crate && one.version === version);
    if (isLocked !== true) return undefined;
    return cargoCommand(text, `update ${crate}@${version} --precise <version>`)(situation);
  };
}

/** A command for the Cargo workspace of the build, to be typed at the root of the repository. */
export function cargoCommand(text: string, command: string): (situation: Situation) => Remedy {
  return (situation) => ({ text, snippet: `cargo ${command}${manifestFlag(situation)}` });
}

function manifestFlag({ manifest }: Situation): string {
  return manifest === undefined || manifest === 'Cargo.toml' ? '' : ` --manifest-path ${manifest}`;
}
