import type { LockedPackage } from '@statix/cargo';
import { neutralise, StatixError, type LinkedCrate } from '@statix/contract';
import { isCratesIo } from '../credentials/plan-credentials.js';
import type { ResolvedPackage } from './resolved-packages.js';
import type { TreePackage } from './linked-tree.js';

/** A crate of a program, and where its sources lie in the container. */
export interface SourcedCrate {
  readonly crate: LinkedCrate;
  readonly resolved: ResolvedPackage;
  readonly features: readonly string[];
}

/**
 * The crates of a program, each as Cargo.lock has it: name, version, source and checksum are those of the lock, which
 * is hashed and was compared with what cargo resolved. The licence is what the manifest says.
 *
 * @param linked what `cargo tree` says is linked, by its texts
 * @returns sorted by name and version
 * @throws StatixError STATIX_CONTENTS_UNKNOWN for a package that the lock does not have
 */
export function linkedCrates(
  rootText: string,
  linked: ReadonlyMap<string, TreePackage>,
  resolved: readonly ResolvedPackage[],
  locked: readonly LockedPackage[],
): SourcedCrate[] {
  const byName = new Map<string, ResolvedPackage[]>();
  for (const one of resolved) {
    const alike = byName.get(keyOf(one));
    if (alike === undefined) byName.set(keyOf(one), [one]);
    else alike.push(one);
  }
  const crates = [...linked.values()].map((shown): SourcedCrate => {
    const found = pick(shown, byName.get(keyOf(shown)) ?? []);
    const entry = found && lockEntry(found, locked);
    if (found === undefined || entry === undefined) throw notInLock(shown);
    const { name, version, source, checksum } = entry;
    return {
      crate: {
        ...{ name, version, source: source ?? null },
        ...(checksum === undefined ? {} : { checksum }),
        license: licenceOf(found.license),
        ...(shown.text === rootText ? { root: true as const } : {}),
        dependencies: dependenciesOf(shown, linked),
      },
      resolved: found,
      features: shown.features,
    };
  });
  return crates.sort((left, right) => compare(orderOf(left.crate), orderOf(right.crate)));
}

/** `name version`, by which dependencies are named. */
export function keyOf({ name, version }: { name: string; version: string }): string {
  return `${name} ${version}`;
}

function orderOf(crate: LinkedCrate): string {
  return `${keyOf(crate)} ${crate.source ?? ''}`;
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function dependenciesOf(
  { dependencies }: TreePackage,
  linked: ReadonlyMap<string, TreePackage>,
): string[] {
  const names = dependencies.flatMap((text) => {
    const found = linked.get(text);
    return found === undefined ? [] : [keyOf(found)];
  });
  return [...new Set(names)].sort(compare);
}

/** Two packages of one name and version are told apart by where cargo says they are from. */
function pick(
  { place }: TreePackage,
  alike: readonly ResolvedPackage[],
): ResolvedPackage | undefined {
  if (alike.length < 2) return alike[0];
  const isAt = ({ source, folder }: ResolvedPackage): boolean => {
    if (place === undefined) return source !== null && isCratesIo(source);
    if (source === null) return folder === place;
    return source.startsWith('git+')
      ? place.includes('#')
      : !place.includes('#') && !isCratesIo(source);
  };
  return alike.find(isAt);
}

function lockEntry(
  { name, version, source }: ResolvedPackage,
  locked: readonly LockedPackage[],
): LockedPackage | undefined {
  const alike = locked.filter((entry) => entry.name === name && entry.version === version);
  const wanted = source === null ? undefined : decoded(source);
  return alike.find((entry) => (entry.source && decoded(entry.source)) === wanted);
}

/** Version 4 of a lock encodes a git source's branch as a URL does, earlier ones and cargo's metadata may not. */
function decoded(source: string): string {
  try {
    return decodeURIComponent(source);
  } catch {
    return source;
  }
}

/** `MIT/Apache-2.0` is how a choice was written before SPDX expressions (Cargo reference, "The license field"). */
function licenceOf(license: string | null): string | null {
  const text = license?.trim() ?? '';
  return text === '' ? null : neutralise(text.replace(/\s*\/\s*/g, ' OR ').replace(/\s+/g, ' '));
}

function notInLock({ text }: TreePackage): StatixError {
  return new StatixError({
    code: 'STATIX_CONTENTS_UNKNOWN',
    what: `Cargo links ${neutralise(text)} into the program, which Cargo.lock does not have`,
    remedies: ['Run again.', 'If it comes again, please report it with the Cargo.lock.'],
  });
}
