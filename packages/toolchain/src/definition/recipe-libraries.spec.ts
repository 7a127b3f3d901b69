import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { DEFINITION, recipeWorkspace, type RecipeWorkspace } from '../testing/recipe-workspace.js';
import { identifyImage } from './identify-image.js';
import { readImageDefinition, type RecipeDefinition } from './image-definition.js';
import { readRecipeFile } from './recipe-files.js';
import { readLibraries } from './recipe-libraries.js';

const newFolder = temporaryFolders();
const repositoryRoot = join(__dirname, '../../../..');
const RECIPE = join(repositoryRoot, 'images/statix/recipe');

const LIBRARY = {
  source: 'jansson',
  license: 'MIT',
  libraries: [{ name: 'jansson', pkgConfig: 'jansson', symbols: ['json_loads'] }],
};

async function definitionOf({ root }: RecipeWorkspace): Promise<RecipeDefinition> {
  const definition = await readImageDefinition(root, DEFINITION);
  if ('recipeRoot' in definition) return definition;
  throw new Error('not a recipe');
}

async function dockerfileOf(workspace: RecipeWorkspace): Promise<string> {
  return readRecipeFile(await definitionOf(workspace), 'Dockerfile').toString();
}

/** What stands from `FROM … AS name` to the next stage. */
function stageOf(dockerfile: string, name: string): string {
  const stages = dockerfile.split(/^(?=FROM )/m);
  return stages.find((stage) => stage.split('\n')[0]?.endsWith(` AS ${name}`))?.trim() ?? '';
}

describe('a copy of the recipe of Statix with one more folder', () => {
  let workspace: RecipeWorkspace;
  const library = (name: string, file: object): void => {
    workspace.write(`images/recipe/libraries/${name}/library.json`, file);
    workspace.write(
      `images/recipe/libraries/${name}/build.sh`,
      '# shellcheck shell=bash\ncmake_library .\n',
    );
  };

  beforeEach(() => {
    workspace = recipeWorkspace(newFolder());
    rmSync(workspace.recipeRoot, { recursive: true });
    cpSync(RECIPE, workspace.recipeRoot, { recursive: true });
  });

  test('has a stage for the library, and its result in the image', async () => {
    const before = await dockerfileOf(workspace);
    library('jansson', LIBRARY);
    const after = await dockerfileOf(workspace);
    expect(stageOf(after, 'jansson')).toBe(
      [
        'FROM libcxx AS jansson',
        'COPY steps/build-library.sh /run/statix/steps/',
        'RUN --mount=type=bind,source=libraries/jansson/build.sh,target=/run/statix/library/build.sh \\',
        '    --mount=type=bind,from=sources,source=/sources/jansson,target=/sources/jansson \\',
        '    bash /run/statix/steps/build-library.sh jansson',
      ].join('\n'),
    );
    expect(stageOf(after, 'toolchain')).toContain(
      '\nCOPY --from=jansson /out /opt/statix/sysroot\n',
    );
    // No other stage has changed, so that the build cache has them all.
    const others = after.replace(`${stageOf(after, 'jansson')}\n\n`, '');
    expect(others.replace('COPY --from=jansson /out /opt/statix/sysroot\n', '')).toBe(before);
  });

  test('has the stage that docs/image.md shows for its example', async () => {
    const page = readFileSync(join(repositoryRoot, 'docs/image.md'), 'utf8');
    const block = (language: string): string =>
      new RegExp(`^\`\`\`${language}\\n(.*?)\\n\`\`\`$`, 'ms').exec(
        page.slice(page.indexOf('This\nis `libraries/jansson`')),
      )?.[1] ?? '';
    library('jansson', JSON.parse(block('json')) as object);
    expect(stageOf(await dockerfileOf(workspace), 'jansson')).toBe(block('dockerfile'));
  });

  test('is another image', async () => {
    const before = identifyImage(await definitionOf(workspace));
    library('jansson', LIBRARY);
    const after = identifyImage(await definitionOf(workspace));
    expect(after.identity).not.toBe(before.identity);
    const changed = after.files.filter(
      (file) =>
        !before.files.some(({ path, sha256 }) => path === file.path && sha256 === file.sha256),
    );
    expect(changed.map(({ path }) => path)).toEqual([
      'Dockerfile',
      'libraries/jansson/build.sh',
      'libraries/jansson/library.json',
    ]);
  });

  test('gets what it needs, and what that needs, from stages above its own', async () => {
    library('a-first', { ...LIBRARY, needs: ['libxml2'] });
    const dockerfile = await dockerfileOf(workspace);
    expect(stageOf(dockerfile, 'a-first').split('\n').slice(1, 4)).toEqual(
      ['libxml2', 'xz', 'zlib'].map((name) => `COPY --from=${name} /out /opt/statix/sysroot`),
    );
    for (const name of ['libxml2', 'xz', 'zlib']) {
      expect(dockerfile.indexOf(` AS ${name}\n`)).toBeLessThan(dockerfile.indexOf(' AS a-first\n'));
    }
  });

  test('a stage sees of its folder what the build uses, patches too, and not its check', async () => {
    library('jansson', LIBRARY);
    workspace.write('images/recipe/libraries/jansson/musl.patch', '--- a\n');
    workspace.write('images/recipe/libraries/jansson/check/probe.c', 'int main(void) {}\n');
    const stage = stageOf(await dockerfileOf(workspace), 'jansson');
    expect(stage).toContain(
      'source=libraries/jansson/musl.patch,target=/run/statix/library/musl.patch',
    );
    expect(stage).not.toMatch(/probe|library\.json/);
  });

  test('without a place for them in the Dockerfile says which line is missing', async () => {
    const path = 'images/recipe/Dockerfile';
    const text = readFileSync(join(workspace.root, path), 'utf8');
    workspace.write(path, text.replace('# @LIBRARY_RESULTS@\n', ''));
    const error = await statixErrorOf(
      definitionOf(workspace).then((definition) => identifyImage(definition)),
    );
    expect(error.code).toBe('STATIX_RECIPE_INVALID');
    expect(error.why).toContain('# @LIBRARY_RESULTS@');
  });
});

describe('a library that cannot be', () => {
  test.each<[string, string, object | string, string]>([
    ['a name that is no stage', 'Jansson', LIBRARY, 'lower-case'],
    ['no JSON', 'jansson', '{', 'JSON'],
    ['a field that there is not', 'jansson', { ...LIBRARY, need: [] }, 'need'],
    ['no licence', 'jansson', { ...LIBRARY, license: '' }, 'license'],
    ['a need that there is not', 'jansson', { ...LIBRARY, needs: ['z'] }, "needs 'z'"],
    ['itself as a need', 'jansson', { ...LIBRARY, needs: ['jansson'] }, 'jansson → jansson'],
    [
      'packages where there are none',
      'jansson',
      { ...LIBRARY, from: 'musl', buildPackages: ['gperf'] },
      'buildPackages',
    ],
  ])('%s', async (_what, name, file, why) => {
    const { recipeRoot, write } = recipeWorkspace(newFolder());
    write(`images/recipe/libraries/${name}/library.json`, file);
    write(`images/recipe/libraries/${name}/build.sh`, 'cmake_library .\n');
    const error = await statixErrorOf(readLibraries(recipeRoot));
    expect(error.code).toBe('STATIX_RECIPE_INVALID');
    expect(error.what).toContain(`libraries/${name}/library.json`);
    expect(error.why).toContain(why);
  });

  test('no build script', async () => {
    const { recipeRoot, write } = recipeWorkspace(newFolder());
    write('images/recipe/libraries/jansson/library.json', LIBRARY);
    const error = await statixErrorOf(readLibraries(recipeRoot));
    expect(error.why).toContain('build.sh');
  });
});

test('a recipe without libraries is built from its Dockerfile as it is', async () => {
  const workspace = recipeWorkspace(newFolder());
  expect(await dockerfileOf(workspace)).toBe('ARG BASE\nFROM ${BASE}\n');
});
