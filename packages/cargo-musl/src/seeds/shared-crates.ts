import { lockClosures, parseLockfile, type LockedPackage } from '@statix/cargo';

/** A crate that is not of the repository, as Cargo.lock has it. */
export interface SharedCrate {
  readonly name: string;
  readonly version: string;
  /** All that says which code it is: name, version, source and checksum. */
  readonly identity: string;
}

/**
 * The crates of registries and git whose compiled form can be shared: those that depend on no package of
 * the repository. One that does (by `[patch]`, a package of the repository stands for one of theirs) is
 * compiled with code of the repository.
 *
 * @param lock Cargo.lock, cut down to the program
 * @throws StatixError STATIX_LOCKFILE_INVALID
 */
export function sharedCrates(lock: { path: string; content: string }): SharedCrate[] {
  const locked = parseLockfile(lock.content, lock.path);
  const closureOf = lockClosures(locked);
  return locked
    .filter((entry) => closureOf(entry).every(({ source }) => source !== undefined))
    .map((entry) => ({ name: entry.name, version: entry.version, identity: identityOf(entry) }));
}

function identityOf({ name, version, source = '', checksum = '' }: LockedPackage): string {
  return [name, version, source, checksum].join(' ');
}
