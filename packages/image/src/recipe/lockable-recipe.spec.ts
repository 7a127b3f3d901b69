import { join } from 'node:path';
import { StatixError } from '@statix/contract';
import { requireLock } from '@statix/toolchain';
import { lockGaps } from '../executors/lock/plan.js';
import { parseList, readLockableRecipe } from './lockable-recipe.js';
import { readRecipeDefinition } from '../lock/recipe-definition.js';

const TEXT = '# of the image\n@EXTRA_PACKAGES@\n\nclang-@LLVM_VERSION@\ngit\ngit\n';

describe('parseList', () => {
  test('arguments stand for their values, several or none', () => {
    const parse = (extra: string) =>
      parseList(TEXT, { LLVM_VERSION: '22', EXTRA_PACKAGES: extra }, 'runtime.list');
    expect(parse('')).toEqual(['clang-22', 'git']);
    expect(parse('python3  autoconf')).toEqual(['python3', 'autoconf', 'clang-22', 'git']);
  });

  test.each(['--reinstall', 'a;b', 'Python3', '@OTHER@', '../x'])('%s is refused', (name) => {
    expect(() => parseList(name, {}, 'runtime.list')).toThrow(StatixError);
  });
});

describe('the recipe of Statix', () => {
  test('has a lock that is made for it: no source, package or crate is missing', async () => {
    const root = join(__dirname, '../../../..');
    const definition = await readRecipeDefinition(root, 'images/statix/statix-image.json');
    const recipe = await readLockableRecipe(definition);
    expect(recipe.crates.map(({ name }) => name)).toContain('cargo-auditable');
    expect(lockGaps(recipe, await requireLock(definition))).toEqual([]);
  });
});
