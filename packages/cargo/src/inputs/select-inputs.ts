import picomatch from 'picomatch';
import { ancestorsOf } from '../files/repository-path.js';
import type { InputSet } from './input-set.js';

/**
 * The files of a list that are in an input set: matched by one of its globs and by none of its
 * negations, whatever the order, dot files like others. So reads Nx a task's inputs; the oracle spec
 * compares the two.
 *
 * @param allFiles repository-relative paths
 * @returns in the order of the list
 */
export function selectInputs(set: Pick<InputSet, 'sources' | 'files'>, allFiles: readonly string[]): string[] {
  const globs = [...set.sources, ...set.files];
  const positive = matcherByDirectory(globs.filter((glob) => !glob.startsWith('!')));
  const negative = matcherByDirectory(globs.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1)));
  return allFiles.filter((path) => {
    const places = [path, ...ancestorsOf(path)];
    return positive(path, places) && !negative(path, places);
  });
}

type Matcher = (path: string, places: readonly string[]) => boolean;

/** Tries only the globs whose fixed part leads to the path: a root package may have thousands. */
function matcherByDirectory(globs: readonly string[]): Matcher {
  const byDirectory = new Map<string, ((path: string) => boolean)[]>();
  for (const glob of globs) {
    const { base, isGlob } = picomatch.scan(glob);
    const directory = isGlob ? base : glob;
    const matches = isGlob ? picomatch(glob, { dot: true }) : (path: string) => path === glob;
    byDirectory.set(directory, [...(byDirectory.get(directory) ?? []), matches]);
  }
  return (path, places) =>
    places.some((place) => byDirectory.get(place)?.some((matches) => matches(path)) === true);
}
