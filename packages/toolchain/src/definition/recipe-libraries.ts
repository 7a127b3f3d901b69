import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorMessage, StatixError } from '@statix/contract/errors';
import { isLibraryFile } from './is-definition.js';
import type { LibraryFile } from './library-schema.js';

/** A library that a recipe builds into the sysroot: a folder in `libraries/`, named as the library. */
export interface RecipeLibrary extends LibraryFile {
  readonly name: string;
  /** What its stage sees of the folder: all but `library.json` and what the finished image is checked with. */
  readonly files: readonly string[];
}

export const LIBRARIES_FOLDER = 'libraries';
const LIBRARY_FILE = 'library.json';
/** Of a library's folder: run in the finished image, and no reason to build the library again. */
const CHECK_FOLDER = 'check';
/** Of each library: what its stage runs. */
const BUILD_SCRIPT = 'build.sh';

/**
 * The libraries of a recipe in an order in which each comes after those that it needs, and else by
 * name. None if the recipe has no such folder.
 *
 * @throws StatixError STATIX_RECIPE_INVALID
 */
export async function readLibraries(recipeRoot: string): Promise<RecipeLibrary[]> {
  const folder = join(recipeRoot, LIBRARIES_FOLDER);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const read = names.sort().map((name) => readLibrary(folder, name));
  return inOrder(await Promise.all(read), folder);
}

async function readLibrary(folder: string, name: string): Promise<RecipeLibrary> {
  const path = join(folder, name, LIBRARY_FILE);
  try {
    // It becomes the name of a stage and a part of paths.
    if (!/^[a-z][a-z0-9-]*$/.test(name)) {
      throw new Error('The name of its folder is not of lower-case letters, digits and hyphens.');
    }
    const file = await parseLibrary(await readFile(path, 'utf8'));
    if (file.buildPackages !== undefined && file.from === 'musl') {
      throw new Error('"buildPackages" are not on the stage musl: leave out "from".');
    }
    const entries = await readdir(join(folder, name));
    if (!entries.includes(BUILD_SCRIPT)) throw new Error(`There is no ${BUILD_SCRIPT} beside it.`);
    const files = entries.filter((entry) => entry !== LIBRARY_FILE && entry !== CHECK_FOLDER);
    return { ...file, name, files: files.sort() };
  } catch (cause) {
    throw invalid(path, errorMessage(cause), cause);
  }
}

async function parseLibrary(text: string): Promise<LibraryFile> {
  const json: unknown = JSON.parse(text);
  if (isLibraryFile(json)) return json;
  const { librarySchema } = await import('./library-schema.js');
  const parsed = librarySchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || '(top)'}: ${issue.message}`,
  );
  throw new Error(problems.join('\n'), { cause: parsed.error });
}

/** A stage of a Dockerfile can only refer to those above it. */
function inOrder(libraries: readonly RecipeLibrary[], folder: string): RecipeLibrary[] {
  const ordered = new Map<string, RecipeLibrary>();
  const known = new Map(libraries.map((library) => [library.name, library]));
  const visit = (library: RecipeLibrary, path: readonly string[]): void => {
    if (ordered.has(library.name)) return;
    const file = join(folder, library.name, LIBRARY_FILE);
    if (path.includes(library.name)) {
      throw invalid(file, `It needs itself: ${[...path, library.name].join(' → ')}`);
    }
    for (const name of library.needs ?? []) {
      const needed = known.get(name);
      if (needed === undefined)
        throw invalid(file, `It needs '${name}', which is no library here.`);
      visit(needed, [...path, library.name]);
    }
    ordered.set(library.name, library);
  };
  for (const library of libraries) visit(library, []);
  return [...ordered.values()];
}

function invalid(path: string, why: string, cause?: unknown): StatixError {
  return new StatixError({
    code: 'STATIX_RECIPE_INVALID',
    what: `${path} does not describe a library`,
    why,
    remedies: [
      {
        text: 'It is a JSON file of this form, with a build.sh beside it (docs/image.md):',
        snippet:
          '{ "source": "zlib", "license": "Zlib", "libraries": [{ "name": "z", "pkgConfig": "zlib", "symbols": ["deflate"] }] }',
      },
    ],
    cause,
  });
}
