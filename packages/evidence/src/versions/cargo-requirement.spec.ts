import { parse } from 'semver';
import { parseCargoRequirement, satisfies } from './cargo-requirement.js';

const version = (text: string) => parse(text)!;

// The Cargo Book, "Specifying Dependencies": its table of each kind of requirement, and both ends of each.
test.each([
  ['1.2.3', ['1.2.3', '1.99.0'], ['1.2.2', '2.0.0', '0.2.3']],
  ['^1.2', ['1.2.0', '1.9.9'], ['1.1.9', '2.0.0']],
  ['1', ['1.0.0', '1.9.0'], ['0.9.9', '2.0.0']],
  ['0.2.3', ['0.2.3', '0.2.9'], ['0.2.2', '0.3.0', '1.0.0']],
  ['^0.2', ['0.2.0', '0.2.9'], ['0.1.9', '0.3.0']],
  ['0.0.3', ['0.0.3'], ['0.0.2', '0.0.4']],
  ['0.0', ['0.0.0', '0.0.9'], ['0.1.0']],
  ['0', ['0.0.0', '0.9.9'], ['1.0.0']],
  ['~1.2.3', ['1.2.3', '1.2.9'], ['1.2.2', '1.3.0']],
  ['~1.2', ['1.2.0', '1.2.9'], ['1.3.0']],
  ['~1', ['1.0.0', '1.9.9'], ['2.0.0', '0.9.0']],
  ['*', ['0.0.0', '9.9.9'], []],
  ['1.*', ['1.0.0', '1.9.0'], ['2.0.0', '0.9.9']],
  ['1.2.x', ['1.2.0', '1.2.9'], ['1.3.0', '1.1.9']],
  ['=1.2.3', ['1.2.3'], ['1.2.4', '1.2.2']],
  ['=1.2', ['1.2.0', '1.2.9'], ['1.3.0']],
  ['> 1.2.3', ['1.2.4', '2.0.0'], ['1.2.3']],
  ['>1.2', ['1.3.0', '2.0.0'], ['1.2.9']],
  ['>=1.2.3', ['1.2.3', '3.0.0'], ['1.2.2']],
  ['<1.2.3', ['1.2.2', '0.0.1'], ['1.2.3']],
  ['<1.2', ['1.1.9'], ['1.2.0']],
  ['<=1.2.3', ['1.2.3'], ['1.2.4']],
  ['<=1.2', ['1.2.9', '1.0.0'], ['1.3.0']],
  ['>= 1.2, < 1.5', ['1.2.0', '1.4.9'], ['1.1.9', '1.5.0']],
])('%s', (text, good, bad) => {
  const requirement = parseCargoRequirement(text)!;
  expect(good.filter((one) => !satisfies(version(one), requirement))).toEqual([]);
  expect(bad.filter((one) => satisfies(version(one), requirement))).toEqual([]);
});

test.each([
  // Fixed in 1.0.0: its pre-releases are before that.
  ['>=1.0.0', '1.0.0-beta.1', false],
  ['>=1.0.0', '1.1.0-beta.1', true],
  ['>=1.0.0-beta.2', '1.0.0-beta.1', false],
  ['>=1.0.0-beta.2', '1.0.0-rc.1', true],
  // Only versions below 2 are unaffected: a pre-release of 2 may be affected.
  ['<2.0.0', '2.0.0-alpha', false],
  ['<2.0.0-beta', '2.0.0-alpha', true],
  ['^1.0', '2.0.0-alpha', false],
  ['~1.2', '1.3.0-alpha', false],
  ['=1.0.0-alpha', '1.0.0-alpha', true],
  ['>=1.0.0', '1.0.0+build.5', true],
])('pre-releases: %s of %s is %s', (text, one, expected) => {
  expect(satisfies(version(one), parseCargoRequirement(text)!)).toBe(expected);
});

test.each([
  '',
  '1.2.3 || 2',
  '^',
  'latest',
  '1.2-alpha',
  '1.*.3',
  '>=*',
  '1.2.3 4.5.6',
  '>>1',
  `${'9'.repeat(20)}.0.0`,
  `>=1.0.0${' '.repeat(300)}`,
])(
  'attack: %j is no requirement, and so no advisory says less than it was written to say',
  (text) => {
    expect(parseCargoRequirement(text)).toBeUndefined();
  },
);
