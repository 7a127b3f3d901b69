import type picomatch from 'picomatch';
import { ancestorsOf } from '../files/repository-path.js';

/**
 * The files of a list that are in an input set: matched by one of its globs and by none of its
 * negations, whatever the order, dot files like others. So reads Nx a task's inputs; the oracle spec
 * compares the two.
 *
 * @param allFiles repository-relative paths
 * @returns in the order of the list
 */
export function selectInputs(
  set: { readonly sources: readonly string[]; readonly files: readonly string[] },
  allFiles: readonly string[],
): string[] {
  const globs = [...set.sources, ...set.files];
  const positive = matcherByDirectory(globs.filter((glob) => !glob.startsWith('!')));
  const negative = matcherByDirectory(
    globs.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1)),
  );
  return allFiles.filter((path) => {
    const places = [path, ...ancestorsOf(path)];
    return positive(path, places) && !negative(path, places);
  });
}

/** Loaded only where packages lie in one another: the graph of a workspace rarely needs it. */
function matching(): typeof picomatch {
  // eslint-disable-next-line @typescript-eslint/no-require-imports, @typescript-eslint/no-unsafe-return
  return require('picomatch');
}

type Matcher = (path: string, places: readonly string[]) => boolean;

/**
 * Tries only the globs whose fixed part leads to the path, and only on what follows that part: a root
 * package may have thousands, of which but a few differ in the rest.
 */
function matcherByDirectory(globs: readonly string[]): Matcher {
  const { scan } = matching();
  const matchers = new Map<string, (rest: string) => boolean>();
  const byDirectory = new Map<string, ((rest: string) => boolean)[]>();
  for (const glob of globs) {
    const { base, glob: rest, isGlob } = scan(glob);
    const directory = isGlob ? base : glob;
    const pattern = isGlob ? rest : '';
    const matches = matchers.get(pattern) ?? restMatcher(pattern);
    matchers.set(pattern, matches);
    byDirectory.set(directory, [...(byDirectory.get(directory) ?? []), matches]);
  }
  return (path, places) =>
    places.some((place) => {
      const rest = place === '' ? path : path.slice(place.length + 1);
      return byDirectory.get(place)?.some((matches) => matches(rest)) === true;
    });
}

function restMatcher(pattern: string): (rest: string) => boolean {
  return pattern === '' ? (rest) => rest === '' : matching()(pattern, { dot: true });
}
