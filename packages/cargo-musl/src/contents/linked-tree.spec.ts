import { linkedTree, reachable } from './linked-tree.js';

/** As cargo 1.96 prints it, with `--prefix depth --format '|{p}|{f}|'`. */
const printed = `0|app v0.1.0 (/workspace/crates/app)||
1|greeting v0.1.0 (/workspace/crates/greeting)|default|
2|memchr v2.8.0|alloc,std|
1|corp-words v1.0.0 (registry \`corp\`)||
2|memchr v2.8.0|alloc,std|
1|git-words v0.2.0 (https://git.example/words?branch=main#0123abcd)||
2|greeting v0.1.0 (/workspace/crates/greeting)|default| (*)
`;

test('packages with their features and edges; what was shown before keeps its edges', () => {
  const tree = linkedTree(printed);
  expect(tree?.root).toMatchObject({
    name: 'app',
    version: '0.1.0',
    place: '/workspace/crates/app',
  });
  expect(tree?.packages.size).toBe(5);
  expect(tree?.packages.get('memchr v2.8.0')).toEqual({
    ...{ text: 'memchr v2.8.0', name: 'memchr', version: '2.8.0', place: undefined },
    ...{ features: ['alloc', 'std'], dependencies: [] },
  });
  expect(tree?.packages.get('greeting v0.1.0 (/workspace/crates/greeting)')?.dependencies).toEqual([
    'memchr v2.8.0',
  ]);
});

test('what is reachable from a part of the root’s dependencies', () => {
  const tree = linkedTree(printed)!;
  const names = (direct?: string[]) =>
    [...reachable(tree, direct).values()].map(({ name }) => name);
  expect(names().sort()).toEqual(['app', 'corp-words', 'git-words', 'greeting', 'memchr']);
  expect(names(['corp-words v1.0.0 (registry `corp`)'])).toEqual(['app', 'corp-words', 'memchr']);
});

test('a package that leads to itself ends the search', () => {
  const tree = linkedTree('0|a v1.0.0||\n1|b v1.0.0||\n2|a v1.0.0|| (*)\n')!;
  expect(reachable(tree).size).toBe(2);
});

test.each([
  ['a line that is none', 'error: no such command\n'],
  ['two roots', '0|a v1.0.0||\n0|b v1.0.0||\n'],
  ['a package that is below nothing', '0|a v1.0.0||\n2|b v1.0.0||\n'],
  ['nothing', ''],
])('attack: %s is no tree', (_name, text) => {
  expect(linkedTree(text)).toBeUndefined();
});
