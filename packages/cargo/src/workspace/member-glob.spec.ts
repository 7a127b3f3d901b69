import { repositoryFiles } from '../index.js';
import {
  removeTemporaryRepositories,
  temporaryRepository,
} from '../testing/temporary-repository.js';
import { expandMembers } from './member-glob.js';

afterAll(removeTemporaryRepositories);

const { root } = temporaryRepository(
  Object.fromEntries(
    [
      'a/x',
      'b/x',
      'a-b/x',
      'a.b/x',
      '.h/x',
      'n1/x',
      'n2/x',
      'ä/x',
      '[q]/x',
      'deep/a/x',
      'deep/er/a/x',
      'deep/er/file',
      'README',
    ].map((path) => [path, '']),
  ),
);
const files = repositoryFiles(root);
const expand = (pattern: string, from = ''): string[] | undefined =>
  expandMembers(pattern, from, files)?.directories.sort();

test.each([
  ['a', ['a']],
  ['./a/', ['a']],
  ['deep/../a', ['a']],
  ['?', ['a', 'b', 'ä']],
  ['a*', ['a', 'a-b', 'a.b']],
  ['*h', ['.h']],
  ['a?b', ['a-b', 'a.b']],
  ['a.b', ['a.b']],
  ['[ab]', ['a', 'b']],
  ['[!a]', ['b', 'ä']],
  ['n[0-1]', ['n1']],
  ['n[!0-1]', ['n2']],
  ['n[2-1]', []],
  ['[[]q[]]', ['[q]']],
  ['a[-.]b', ['a-b', 'a.b']],
  ['{a,b}', []],
  ['**/a', ['a', 'deep/a', 'deep/er/a']],
  ['deep/**', ['deep/a', 'deep/er', 'deep/er/a']],
  ['deep/**/a', ['deep/a', 'deep/er/a']],
  ['README', []],
])('%s', (pattern, expected) => {
  expect(expand(pattern)?.sort()).toEqual([...expected].sort());
});

test('from a directory, and up to the root but not out of it', () => {
  expect(expand('../a', 'deep')).toEqual(['a']);
  expect(expand('../../a', 'deep')).toBeUndefined();
  expect(expand('/a')).toBeUndefined();
});

test('a file counts as a match, but is no directory', () => {
  expect(expandMembers('READ*', '', files)).toEqual({ matched: true, directories: [] });
  expect(expandMembers('nothing*', '', files)).toEqual({ matched: false, directories: [] });
});

test.each(['a***', '**a', 'a/b**', '[', 'x[', '[]', '[!]', '[a'])('%s is no pattern', (pattern) => {
  expect(() => expand(pattern)).toThrow(RangeError);
});
