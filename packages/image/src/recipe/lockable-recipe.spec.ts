import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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

  test('so has its Rust 1.85: Debian’s clippy of that release, and cargo-nextest from crates that it compiles', async () => {
    const root = join(__dirname, '../../../..');
    const definition = await readRecipeDefinition(root, 'images/statix/statix-image.json', '1.85');
    const recipe = await readLockableRecipe(definition);
    expect(recipe.roots.tools).toEqual(['rust-clippy', 'qemu-user']);
    const versionsOf = (wanted: string) =>
      recipe.crates.filter(({ name }) => name === wanted).map(({ version }) => version);
    expect(versionsOf('cargo-nextest')).toEqual(['0.9.100']);
    // Its next release wants Rust 1.91.
    expect(versionsOf('target-spec')).toEqual(['3.4.2']);
    expect(lockGaps(recipe, await requireLock(definition))).toEqual([]);
  });

  test('what compiles is built from no crate that only a tool wants; what both want is there once', async () => {
    const root = join(__dirname, '../../../..');
    const definition = await readRecipeDefinition(root, 'images/statix/statix-image.json');
    const { crates } = await readLockableRecipe(definition);
    const setsOf = (wanted: string) =>
      crates.filter(({ name }) => name === wanted).map(({ sets }) => sets);
    expect(setsOf('cargo-auditable')).toEqual([undefined]);
    expect(setsOf('cargo-nextest')).toEqual([['tools']]);
    expect(setsOf('cfg-if')).toEqual([['crates', 'tools']]);
  });

  test('asks of its lock what a further folder in libraries/ says', async () => {
    const root = mkdtempSync(join(tmpdir(), 'statix-recipe-'));
    try {
      cpSync(join(__dirname, '../../../../images/statix'), root, { recursive: true });
      const folder = join(root, 'recipe/libraries/jansson');
      mkdirSync(folder);
      writeFileSync(join(folder, 'build.sh'), 'cmake_library .\n');
      writeFileSync(
        join(folder, 'library.json'),
        JSON.stringify({
          ...{ source: 'jansson', license: 'MIT', buildPackages: ['gperf'] },
          libraries: [{ name: 'jansson', pkgConfig: 'jansson', symbols: ['json_loads'] }],
        }),
      );
      const definition = await readRecipeDefinition(root, 'statix-image.json');
      const recipe = await readLockableRecipe(definition);
      expect(recipe.sources).toContainEqual(
        expect.objectContaining({ name: 'jansson', source: 'jansson', license: 'MIT' }),
      );
      expect(lockGaps(recipe, await requireLock(definition))).toEqual([
        'the source jansson is not in it',
        'the package gperf is not in it',
      ]);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
