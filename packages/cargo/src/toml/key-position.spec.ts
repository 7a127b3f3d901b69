import { keyPosition } from './key-position.js';

const text = `# [package]
[package]
name = "a"
  version.workspace = true
description = """
[dependencies]
name = "not a key"
"""
license = "MIT"

[[bin]]
name = "one"
[[bin]]
path = "x.rs"

[target.'cfg(unix)'.dependencies]
near = { path = "../near", optional = true }
"quoted.key" = "1"
[a . "b.c" . d]
e.f = 1
`;

test.each([
  [['package'], 2, 1],
  [['package', 'name'], 3, 1],
  [['package', 'version'], 4, 3],
  [['package', 'version', 'workspace'], 4, 3],
  [['package', 'license'], 9, 1],
  [['bin', 0, 'name'], 12, 1],
  [['bin', 1], 13, 1],
  [['bin', 1, 'path'], 14, 1],
  [['target', 'cfg(unix)', 'dependencies', 'near', 'path'], 17, 1],
  [['target', 'cfg(unix)', 'dependencies', 'quoted.key'], 18, 1],
  [['a', 'b.c', 'd', 'e', 'f'], 20, 1],
])('finds %j', (path, line, column) => {
  expect(keyPosition(text, path)).toEqual({ line, column });
});

test('an item of an array, on whichever line it is', () => {
  const array = `[workspace]
exclude = ["x"]
members = [
  "a", # not "this"
  'b', { c = ["d", "e"] },
  "f"
]
`;
  const items = [0, 1, 2, 3, 4].map((item) => keyPosition(array, ['workspace', 'members', item]));
  expect(items.map(({ line, column }) => `${line}:${column}`)).toEqual([
    '4:3',
    '5:3',
    '5:8',
    '6:3',
    // There is none: the key.
    '3:1',
  ]);
  expect(keyPosition(array, ['workspace', 'exclude', 0])).toEqual({ line: 2, column: 12 });
});

test('a key that is not there: the deepest table that is', () => {
  expect(keyPosition(text, ['package', 'edition'])).toEqual({ line: 2, column: 1 });
  expect(keyPosition(text, ['workspace'])).toEqual({ line: 1, column: 1 });
});

test('lines that end as on Windows', () => {
  expect(keyPosition('[package]\r\nname = 1\r\n', ['package', 'name'])).toEqual({
    line: 2,
    column: 1,
  });
});

test('fault: a quoted key with escaped quotes has its own line', () => {
  const target = 'cfg(target_os = "linux")';
  const text = `[package]\nname = "app"\n\n[target.${JSON.stringify(target)}.dependencies]\npam = "0.8"\n`;
  expect(keyPosition(text, ['target', target, 'dependencies', 'pam']).line).toBe(5);
});
