import { StatixError } from '@statix/contract/errors';
import { LIBRARIES_FOLDER, type RecipeLibrary } from './recipe-libraries.js';

/** Lines of a recipe's Dockerfile, comments for every other reader. */
const STAGES_MARK = '# @LIBRARY_STAGES@';
const RESULTS_MARK = '# @LIBRARY_RESULTS@';

const SYSROOT = '/opt/statix/sysroot';

/**
 * The Dockerfile that is built: in the place of one mark a stage for each library, in the place of
 * the other a line that copies its result. Without libraries it is the recipe's, byte for byte.
 *
 * A stage sees the library's own source and what its build uses of its folder, so that an edit of one
 * library leaves the others in the build cache.
 *
 * @param libraries in the order of `readLibraries`
 * @throws StatixError STATIX_RECIPE_INVALID if there are libraries and a mark is missing
 */
export function renderDockerfile(text: string, libraries: readonly RecipeLibrary[]): string {
  if (libraries.length === 0) return text;
  const known = new Map(libraries.map((library) => [library.name, library]));
  const stages = libraries.map((library) => stageOf(library, allNeeds(library, known)));
  const results = libraries.map(({ name }) => copyResult(name));
  const lines = text.split('\n');
  return replaceLine(replaceLine(lines, STAGES_MARK, stages), RESULTS_MARK, results).join('\n');
}

/** What it needs, and what that needs: an archive does not bring the archives that it refers to. */
function allNeeds(library: RecipeLibrary, known: ReadonlyMap<string, RecipeLibrary>): string[] {
  const found = new Set<string>();
  const visit = ({ needs = [] }: RecipeLibrary): void => {
    for (const name of needs) {
      const needed = known.get(name);
      if (needed === undefined || found.has(name)) continue;
      found.add(name);
      visit(needed);
    }
  };
  visit(library);
  return [...found].sort();
}

function stageOf({ name, from = 'libcxx', files }: RecipeLibrary, needs: string[]): string {
  const mounts = files.map((file) =>
    mount(`source=${LIBRARIES_FOLDER}/${name}/${file},target=/run/statix/library/${file}`),
  );
  const source = mount(`from=sources,source=/sources/${name},target=/sources/${name}`);
  return [
    `FROM ${from} AS ${name}`,
    ...needs.map(copyResult),
    'COPY steps/build-library.sh /run/statix/steps/',
    `RUN ${[...mounts, source, `bash /run/statix/steps/build-library.sh ${name}`].join(' \\\n    ')}`,
    '',
  ].join('\n');
}

function mount(what: string): string {
  return `--mount=type=bind,${what}`;
}

function copyResult(name: string): string {
  return `COPY --from=${name} /out ${SYSROOT}`;
}

function replaceLine(lines: string[], mark: string, replacement: readonly string[]): string[] {
  const at = lines.indexOf(mark);
  if (at < 0) throw noMark(mark);
  return [...lines.slice(0, at), ...replacement, ...lines.slice(at + 1)];
}

function noMark(mark: string): StatixError {
  return new StatixError({
    code: 'STATIX_RECIPE_INVALID',
    what: `The recipe has libraries, and its Dockerfile has no place for them`,
    why: `There is no line "${mark}" in it.`,
    remedies: [
      `Put the line "${STAGES_MARK}" where the stages of the libraries are to be, and "${RESULTS_MARK}" ` +
        'where their results are copied into the image, as in the recipe of Statix.',
    ],
  });
}
