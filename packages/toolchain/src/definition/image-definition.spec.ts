import { join } from 'node:path';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { DEFINITION, recipeWorkspace, type RecipeWorkspace } from '../testing/recipe-workspace.js';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { identifyImage } from './identify-image.js';
import { readImageDefinition } from './image-definition.js';

const newFolder = temporaryFolders();
let workspace: RecipeWorkspace;

beforeEach(() => {
  workspace = recipeWorkspace(newFolder());
});

const read = (path = DEFINITION) => readImageDefinition(workspace.root, path);

describe('readImageDefinition', () => {
  test('fills in the defaults of the recipe', async () => {
    workspace.write(DEFINITION, {
      $schema: 'https://example.org/schema.json',
      recipe: './recipe',
      base: 'debian:trixie',
      arguments: { EXTRA: 'yes' },
    });
    expect(await read()).toEqual({
      path: DEFINITION,
      recipeRoot: workspace.recipeRoot,
      base: 'debian:trixie',
      libraries: [],
      arguments: { LLVM_VERSION: '22', EXTRA: 'yes' },
      recipe: { name: 'demo', version: '1.2.3' },
    });
  });

  test('the path is normalised', async () => {
    expect((await read('./images/../images/statix-image.json')).path).toBe(DEFINITION);
  });

  test.each(['@company/images/recipe', 'images-package/nested/recipe'])(
    'a recipe of the package in %s',
    async (recipe) => {
      const parts = recipe.split('/');
      const name = parts.slice(0, recipe.startsWith('@') ? 2 : 1).join('/');
      const { recipeRoot } = workspace;
      workspace.write(`node_modules/${name}/package.json`, { name, version: '1.0.0' });
      workspace.write(`node_modules/${recipe}/recipe.json`, {
        name: 'packaged',
        version: '1',
        arguments: {},
      });
      workspace.write(DEFINITION, { recipe, base: 'b' });
      const definition = await read();
      if (!('recipe' in definition)) throw new Error('expected a recipe');
      expect(definition.recipe.name).toBe('packaged');
      expect(definition.recipeRoot).toBe(join(workspace.root, 'node_modules', recipe));
      expect(definition.recipeRoot).not.toBe(recipeRoot);
    },
  );

  test.each<[string, string | object, string, string]>([
    ['a misspelt key', { recipie: './recipe', base: 'b' }, 'STATIX_OPTION_UNKNOWN', "'recipe'"],
    ['a missing key', { recipe: './recipe' }, 'STATIX_OPTION_INVALID', ''],
    ['no JSON', '{', 'STATIX_IMAGE_DEFINITION_INVALID', ''],
    ['a base with a space', { recipe: './recipe', base: 'a b' }, 'STATIX_OPTION_INVALID', ''],
    [
      'a misspelt argument',
      { recipe: './recipe', base: 'b', arguments: { LLVM_VERISON: '1' } },
      'STATIX_IMAGE_ARGUMENT_UNKNOWN',
      "'LLVM_VERSION'",
    ],
    [
      'the base as an argument',
      { recipe: './recipe', base: 'b', arguments: { BASE: 'other' } },
      'STATIX_IMAGE_ARGUMENT_UNKNOWN',
      '',
    ],
    ['an absolute recipe', { recipe: '/etc', base: 'b' }, 'STATIX_RECIPE_NOT_FOUND', ''],
    ['no such package', { recipe: '@no/such/x', base: 'b' }, 'STATIX_RECIPE_NOT_FOUND', ''],
    ['no such folder', { recipe: './other', base: 'b' }, 'STATIX_RECIPE_INVALID', ''],
  ])('%s', async (_what, content, code, hint) => {
    workspace.write(DEFINITION, content);
    const error = await statixErrorOf(read());
    expect(error.code).toBe(code);
    expect(error.remedies.map(({ text }) => text).join('\n')).toContain(hint);
  });

  test.each(['missing.json', '../outside.json', '/etc/passwd'])('%s', async (path) => {
    expect((await statixErrorOf(read(path))).code).toBe('STATIX_IMAGE_DEFINITION_INVALID');
  });

  test.each<[string, object]>([
    ['a name with a capital', { name: 'Demo', version: '1', arguments: {} }],
    ['an argument named BASE', recipeWith('BASE')],
    ['an argument that is no variable', recipeWith('A-B')],
    ['an unknown key', { name: 'demo', version: '1', arguments: {}, other: 1 }],
  ])('a recipe with %s', async (_what, recipe) => {
    workspace.write('images/recipe/recipe.json', recipe);
    expect((await statixErrorOf(read())).code).toBe('STATIX_RECIPE_INVALID');
  });
});

function recipeWith(argument: string) {
  const description = { default: '', description: '' };
  return { name: 'demo', version: '1', arguments: { [argument]: description } };
}

describe('a finished image', () => {
  const reference = `registry.example/team/image@sha256:${'a'.repeat(64)}`;
  const root = () => recipeWorkspace(newFolder());

  test('is its digest; with a contract file beside it, a hash over both', async () => {
    const { root: at, write } = root();
    write(DEFINITION, { reference });
    const plain = identifyImage(await readImageDefinition(at, DEFINITION));
    expect(plain).toMatchObject({
      identity: 'a'.repeat(64),
      reference: `statix.local/image:${'a'.repeat(32)}`,
      files: [],
      referenced: { reference, contract: null },
    });
    const identities = new Set([plain.identity]);
    for (const content of ['{}', '{ }']) {
      write(DEFINITION, { reference, contract: 'contract.json' });
      write('images/contract.json', content);
      const described = identifyImage(await readImageDefinition(at, DEFINITION));
      expect(described.referenced?.contract?.path).toBe('images/contract.json');
      identities.add(described.identity);
    }
    expect(identities.size).toBe(3);
  });

  test.each<[string, object, string]>([
    ['a tag', { reference: 'registry.example/image:1' }, 'STATIX_IMAGE_REFERENCE_INVALID'],
    ['a recipe as well', { reference, recipe: './recipe' }, 'STATIX_OPTION_UNKNOWN'],
    [
      'a contract that is not there',
      { reference, contract: 'no.json' },
      'STATIX_IMAGE_DEFINITION_INVALID',
    ],
    [
      'a contract elsewhere',
      { reference, contract: '../c.json' },
      'STATIX_IMAGE_DEFINITION_INVALID',
    ],
  ])('%s is refused', async (_name, definition, code) => {
    const { root: at, write } = root();
    write(DEFINITION, definition);
    expect((await statixErrorOf(readImageDefinition(at, DEFINITION))).code).toBe(code);
  });
});
