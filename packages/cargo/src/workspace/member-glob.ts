import type { RepositoryFiles } from '../files/repository-files.js';
import { inDirectory, parentOf } from '../files/repository-path.js';

export interface ExpandedPattern {
  /** Whether anything was there, a file included. */
  readonly matched: boolean;
  readonly directories: string[];
}

/**
 * The directories that a pattern of `workspace.members` or `default-members` names.
 *
 * These are patterns of the `glob` crate, which differ from what JavaScript's libraries read: `*`,
 * `?` and `[...]` match dot files, `[!...]` negates, `**` is a whole component, there are no braces
 * and no escapes. As in that crate, `a/**` does not give `a` itself.
 *
 * @returns undefined when the pattern leads out of the repository
 * @throws RangeError with the glob crate's complaint about a pattern it cannot read
 */
export function expandMembers(
  pattern: string,
  workspaceRoot: string,
  files: RepositoryFiles,
): ExpandedPattern | undefined {
  if (pattern.startsWith('/')) return undefined;
  const components = pattern
    .split('/')
    .filter((component) => component !== '' && component !== '.');
  let places: Place[] | undefined = [{ path: workspaceRoot, directory: true }];
  for (let at = 0; at < components.length; at += 1) {
    places = step(places, components[at] ?? '', at === components.length - 1, files);
    if (places === undefined) return undefined;
  }
  const directories = places.filter((place) => place.directory).map((place) => place.path);
  return { matched: places.length > 0, directories: [...new Set(directories)] };
}

interface Place {
  readonly path: string;
  readonly directory: boolean;
}

function step(
  places: readonly Place[],
  component: string,
  last: boolean,
  files: RepositoryFiles,
): Place[] | undefined {
  const directories = places.filter((place) => place.directory);
  if (component === '..') {
    const parents = directories.map(({ path }) => parentOf(path));
    if (parents.includes(undefined)) return undefined;
    return parents.flatMap((path) => (path === undefined ? [] : [{ path, directory: true }]));
  }
  if (component === '**') {
    const below = directories.flatMap(({ path }) => directoriesBelow(path, files));
    return last ? below : [...directories, ...below];
  }
  if (!/[*?[]/.test(component)) {
    // Looked up and not searched for: a listing would make every other name count as read.
    return directories
      .map(({ path }) => inDirectory(path, component))
      .filter((path) => files.exists(path))
      .map((path) => ({ path, directory: files.isDirectory(path) }));
  }
  const matches = componentMatcher(component);
  return directories.flatMap(({ path }) =>
    files
      .list(path)
      .filter((entry) => matches(entry.name))
      .map((entry) => ({ path: inDirectory(path, entry.name), directory: entry.directory })),
  );
}

/** Ends although links may point upwards: a loop is no entry in RepositoryFiles. */
function directoriesBelow(directory: string, files: RepositoryFiles): Place[] {
  return files
    .list(directory)
    .filter((entry) => entry.directory)
    .flatMap((entry) => {
      const path = inDirectory(directory, entry.name);
      return [{ path, directory: true }, ...directoriesBelow(path, files)];
    });
}

function componentMatcher(component: string): (name: string) => boolean {
  if (component.includes('***'))
    throw new RangeError('wildcards are either regular `*` or recursive `**`');
  if (component.includes('**'))
    throw new RangeError('recursive wildcards must form a single path component');
  let source = '';
  for (let rest = component; rest !== '';) {
    // The first character inside may be `]` itself.
    const set = /^\[(!(.[^\]]*)|([^!][^\]]*))\]/su.exec(rest);
    const [character = ''] = rest;
    if (set === null && character === '[') throw new RangeError('invalid range pattern');
    if (set !== null) source += characterSet(set[2] ?? set[3] ?? '', set[2] !== undefined);
    else if (character === '*') source += '.*';
    else source += character === '?' ? '.' : escaped(character);
    rest = rest.slice(set?.[0].length ?? character.length);
  }
  const expression = new RegExp(`^${source}$`, 'su');
  return (name) => expression.test(name);
}

/** `a-z` is a range, whatever else is itself; a range that runs backwards holds nothing. */
function characterSet(content: string, negated: boolean): string {
  const ranges: string[] = [];
  for (const [part] of content.matchAll(/.-.|./gsu)) {
    const characters = Array.from(part);
    const [first = ''] = characters;
    const last = characters.at(-1) ?? '';
    if (first <= last) ranges.push(`${escaped(first)}-${escaped(last)}`);
  }
  if (ranges.length === 0) return negated ? '.' : '(?!)';
  return `[${negated ? '^' : ''}${ranges.join('')}]`;
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
