import { parse } from 'smol-toml';
import { setValue, type SettableValue } from './set-value.js';

const path = ['package', 'metadata', 'statix', 'build-static', 'features'];

test.each<[string, string, string]>([
  [
    'no table: after those of the package',
    '[package]\nname = "a" # n\n\n[dependencies]\n',
    '[package]\nname = "a" # n\n\n[package.metadata.statix.build-static]\nfeatures = ["x", "y"]\n\n[dependencies]\n',
  ],
  [
    'a table of its own',
    '[package.metadata.statix.build-static] # t\nprofile = "p" # p\n# end\n',
    '[package.metadata.statix.build-static] # t\nprofile = "p" # p\nfeatures = ["x", "y"]\n# end\n',
  ],
  [
    'an empty table',
    '[package.metadata.statix.build-static] # t\n[x]\n',
    '[package.metadata.statix.build-static] # t\nfeatures = ["x", "y"]\n[x]\n',
  ],
  [
    'a value',
    '[package.metadata.statix]\nbuild-static.features = [] # f\n',
    '[package.metadata.statix]\nbuild-static.features = ["x", "y"] # f\n',
  ],
  [
    'dotted keys',
    '[package.metadata.statix]\nbuild-static.profile = "p" # p\ncompress-static = true\n',
    '[package.metadata.statix]\nbuild-static.profile = "p" # p\nbuild-static.features = ["x", "y"]\ncompress-static = true\n',
  ],
  [
    'dotted keys from further up',
    '[package]\nmetadata . "statix".tags = [] # t\nname = "a"\n',
    '[package]\nmetadata . "statix".tags = [] # t\nmetadata . "statix".build-static.features = ["x", "y"]\nname = "a"\n',
  ],
  [
    'an inline table',
    '[package.metadata.statix]\nbuild-static = { profile = "p" }\n',
    '[package.metadata.statix]\nbuild-static = { profile = "p", features = ["x", "y"] }\n',
  ],
  [
    'an empty inline table further up',
    '[package]\nmetadata = {}\n',
    '[package]\nmetadata = { statix.build-static.features = ["x", "y"] }\n',
  ],
  [
    'a table further up: beside the tables of ours',
    '[package.metadata.statix]\ntags = ["t"]\n\n[profile.release]\nlto = true\n',
    '[package.metadata.statix]\ntags = ["t"]\n\n[package.metadata.statix.build-static]\nfeatures = ["x", "y"]\n\n[profile.release]\nlto = true\n',
  ],
  ['nothing', '', '[package.metadata.statix.build-static]\nfeatures = ["x", "y"]\n'],
  [
    'lines that end as on Windows',
    '[package]\r\nname = "a"\r\n',
    '[package]\r\nname = "a"\r\n\r\n[package.metadata.statix.build-static]\r\nfeatures = ["x", "y"]\r\n',
  ],
])('%s', (_, before, after) => {
  const edited = setValue(before, path, ['x', 'y']);
  expect(edited).toBe(after);
  expect(setValue(after, path, ['x', 'y'])).toBe(after);
});

test.each<[SettableValue, string]>([
  ['plain', '"plain"'],
  ['^\\d+$', "'^\\d+$'"],
  ["it's \\d", `"it's \\\\d"`],
  ['two\nlines', '"two\\nlines"'],
  [true, 'true'],
  [3, '3'],
  [[], '[]'],
  [['a "b"', 'c'], '["a \\"b\\"", "c"]'],
])('%j is written as %s', (value, written) => {
  const edited = setValue('', ['a', 'b'], value);
  expect(edited).toBe(`[a]\nb = ${written}\n`);
  expect(parse(edited!)).toEqual({ a: { b: value } });
});

test.each([
  ['a value where a table has to be', '[package.metadata.statix]\nbuild-static = 1\n'],
  ['an array of tables', '[[package.metadata.statix.build-static]]\n'],
])('%s is not overwritten', (_, before) => {
  expect(setValue(before, path, ['x'])).toBeUndefined();
});

test('a value that has been said already is left as it is written', () => {
  const text = "[a]\nb = [ 'x', # first\n 'y' ]\n";
  expect(setValue(text, ['a', 'b'], ['x', 'y'])).toBe(text);
});
