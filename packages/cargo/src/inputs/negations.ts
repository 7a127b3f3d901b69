import { ancestorsOf, inDirectory, isWithin } from '../files/repository-path.js';
import { globLiteral, hasExactGlob } from './glob-literal.js';

/** A path that stays although it is in a directory that is taken away. */
export interface Kept {
  readonly path: string;
  /** True keeps all that is below it as well. */
  readonly below: boolean;
}

/**
 * Globs with `!` that take a directory away but for some paths in it. Nx applies every negation of
 * an input list to every file of it, wherever it stands, and its negations know no extended globs;
 * so the exceptions are spelled out with character classes.
 *
 * A name that shares its first three characters with an exception stays as well. That is too much
 * and never too little, and both the hash and the build see it.
 *
 * @param kept may hold paths of other directories
 */
export function negationsOf(directory: string, kept: readonly Kept[]): string[] {
  const inside = kept.filter(({ path }) => isWithin(path, directory));
  if (!hasExactGlob(directory) || inside.some(({ path }) => path === directory)) return [];
  const prefix = `!${inDirectory(globLiteral(directory), '')}`;
  if (inside.length === 0) return [`${prefix}**/*`];
  // For Cargo.toml in crates/b: !crates/b/[^C]*, !crates/b/C[^a]*, !crates/b/Ca[^r]*, !crates/b/*/**/*
  const byName = groupByName(directory, inside);
  const withContent = [...byName].filter(([, below]) =>
    below.some((entry) => entry.below || isDeeper(entry, directory)),
  );
  return [
    ...otherNames([...byName.keys()]).map((pattern) => `${prefix}${pattern}`),
    ...otherNames(withContent.map(([name]) => name)).map((pattern) => `${prefix}${pattern}/**/*`),
    ...withContent.flatMap(([name, below]) => negationsOf(inDirectory(directory, name), below)),
  ];
}

/**
 * {@link negationsOf} for many directories, each with what is kept in it: one pass over the paths.
 */
export function negationsOfAll(directories: readonly string[], kept: readonly Kept[]): string[] {
  const inside = new Map<string, Kept[]>(directories.map((directory) => [directory, []]));
  for (const entry of kept) {
    for (const place of [entry.path, ...ancestorsOf(entry.path)]) inside.get(place)?.push(entry);
  }
  return [...inside].flatMap(([directory, entries]) => negationsOf(directory, entries));
}

function groupByName(directory: string, inside: readonly Kept[]): Map<string, Kept[]> {
  const byName = new Map<string, Kept[]>();
  for (const entry of inside) {
    const name = relativeTo(directory, entry.path).split('/')[0] ?? '';
    byName.set(name, [...(byName.get(name) ?? []), entry]);
  }
  return byName;
}

function isDeeper(entry: Kept, directory: string): boolean {
  return relativeTo(directory, entry.path).includes('/');
}

function relativeTo(directory: string, path: string): string {
  return directory === '' ? path : path.slice(directory.length + 1);
}

const comparedCharacters = 3;

/** Globs that together match every name but the given ones and those that begin like them. */
function otherNames(names: readonly string[], prefix = ''): string[] {
  if (names.length === 0) return [`${prefix}*`];
  const next = [...new Set(names.map((name) => name.charAt(prefix.length)))].filter(
    (character) => character !== '',
  );
  if (next.length === 0) return [`${prefix}?*`];
  // What has a meaning of its own inside a class is not worth quoting for two matchers.
  if (!next.every((character) => /^[A-Za-z0-9._]$/.test(character))) return [];
  const diverging = `${prefix}[^${next.sort().join('')}]*`;
  if (prefix.length + 1 >= comparedCharacters) return [diverging];
  const longer = next.flatMap((character) => {
    const alike = names.filter((name) => name.startsWith(prefix + character));
    return otherNames(alike, prefix + character);
  });
  return [diverging, ...longer];
}
