import { StatixError } from '@statix/contract';
import { parseList } from './lockable-recipe.js';

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
