import { inRange } from './version-range.js';

test.each([
  ['0.61.9', true],
  ['0.62.0', false],
  ['0.62.0-alpha.1', false],
  ['0.9.0', true],
  ['1.0.0', false],
])('%s is before 0.62.0: %s', (version, expected) => {
  expect(inRange(version, { before: '0.62.0' })).toBe(expected);
});

test.each([
  ['0.1.9', false],
  ['0.2.0', true],
  ['0.2.1+1.2.0', true],
  ['0.2.2', false],
])('%s is from 0.2.0 and before 0.2.2: %s', (version, expected) => {
  expect(inRange(version, { from: '0.2.0', before: '0.2.2' })).toBe(expected);
});

test('a range without ends holds every release; an end may be a major number alone', () => {
  expect(inRange('4.10.0+2.12.1', {})).toBe(true);
  expect(inRange('22.1.8', { from: '22' })).toBe(true);
  expect(inRange('21.1.8', { from: '22' })).toBe(false);
});
