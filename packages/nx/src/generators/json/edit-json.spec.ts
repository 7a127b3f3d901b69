import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { parseJson, type Tree } from '@nx/devkit';
import { editJson } from './edit-json.js';

let tree: Tree;
beforeEach(() => {
  tree = createTreeWithEmptyWorkspace();
});

function edited(before: string, change: (value: Record<string, never>) => object): string {
  tree.write('some.json', before);
  editJson(tree, 'some.json', change(parseJson(before)));
  const after = tree.read('some.json', 'utf8')!;
  expect(parseJson(after)).toEqual(JSON.parse(JSON.stringify(change(parseJson(before)))));
  return after;
}

test('comments, order and indents stay; a new item comes last in its list', () => {
  expect(
    edited(
      '{\n    // ours\n    "b": 1,\n    "plugins": [\n        "one" /* first */\n    ],\n    "a": 2 // last\n}\n',
      (json) => ({ ...json, plugins: ['one', { plugin: 'two' }] }),
    ),
  ).toBe(
    '{\n    // ours\n    "b": 1,\n    "plugins": [\n        "one", /* first */\n        {\n            "plugin": "two"\n        }\n    ],\n    "a": 2 // last\n}\n',
  );
});

test.each([
  ['{\n  "a": 1 // of a\n}\n', '{\n  "a": 1, // of a\n  "b": 2\n}\n'],
  ['{\n  "a": 1, // of a\n}\n', '{\n  "a": 1, // of a\n  "b": 2,\n}\n'],
  ['{\r\n\t"a": 1 /* of a */\r\n}', '{\r\n\t"a": 1, /* of a */\r\n\t"b": 2\r\n}'],
  ['{\n  // nothing yet\n}\n', undefined],
  ['{ "a": 1 }', undefined],
])('a comment behind the last key stays with it: %j', (before, after) => {
  const text = edited(before, (json) => ({ ...json, b: 2 }));
  if (after !== undefined) expect(text).toBe(after);
  for (const [comment] of before.matchAll(/\/\/.*|\/\*.*\*\//g)) expect(text).toContain(comment);
});

test('a new key comes where the object has it', () => {
  expect(
    edited('{\n\t"dev": {\n\t\t"a": "1",\n\t\t"c": "3"\n\t}\n}\n', () => ({
      dev: { a: '1', b: '2', c: '3' },
    })),
  ).toBe('{\n\t"dev": {\n\t\t"a": "1",\n\t\t"b": "2",\n\t\t"c": "3"\n\t}\n}\n');
});

test('a key or an item that is gone leaves its neighbours', () => {
  expect(
    edited('{\n  "list": [\n    "a",\n    // of b\n    "b",\n    "c"\n  ],\n  "x": 1\n}\n', () => ({
      list: ['a', 'c'],
    })),
  ).toMatch(/^\{\n {2}"list": \[\n {4}"a",\n[^]*"c"\n {2}\]\n\}\n$/);
});

test.each([
  '{}',
  '{"a":[1,2,3],"b":{"c":{}}}',
  '{"a":[3,1],"b":{"c":{"d":null},"e":"f"}}',
  '{"b":[],"a":{}}',
  '{"a":[{"x":1},{"x":1}]}',
])('from %s to every other', (before) => {
  for (const after of [
    {},
    { a: [1, 2, 3], b: { c: {} } },
    { a: [3, 1], b: { c: { d: null }, e: 'f' } },
    { a: [{ x: 1 }] },
  ]) {
    edited(before, () => after);
    edited(JSON.stringify(JSON.parse(before), undefined, 3), () => after);
  }
});

test('nothing is written where it stands already, however it is formatted', () => {
  tree.write('some.json', '{"a" :1}');
  expect(editJson(tree, 'some.json', { a: 1, b: undefined })).toBe(false);
  expect(tree.read('some.json', 'utf8')).toBe('{"a" :1}');
});

test('a file that is not there is made; one that is no JSON is refused with the place', () => {
  expect(editJson(tree, 'new.json', { a: 1 })).toBe(true);
  expect(tree.read('new.json', 'utf8')).toBe('{\n  "a": 1\n}\n');
  tree.write('some.json', '{\n  "a": \n}');
  expect(() => editJson(tree, 'some.json', { a: 1 })).toThrow(/JSON at 3:1/);
});
