import {
  compareDebianVersions,
  isDebianVersion,
  sourceVersion,
  upstreamVersion,
} from './debian-version.js';

// Each was asked of `dpkg --compare-versions A lt B`; deb-version(7) has the rules.
test.each([
  ['1.0', '1.1'],
  ['1.9', '1.10'],
  ['1.0~rc1', '1.0'],
  ['1.0~~', '1.0~'],
  ['1.0', '1.0a'],
  ['1.0a', '1.0+'],
  ['1.0-1', '1.0-1.1'],
  ['1.0-1~deb13u1', '1.0-1'],
  ['1.0-1', '1.0-1+deb13u1'],
  ['1.0-1+deb13u1', '1.0-1+deb13u2'],
  ['9.9', '1:0.1'],
  ['1:1.2.11.dfsg-1', '1:1.3.dfsg+really1.3.1-1'],
  ['3.5.4-1~deb13u2', '3.5.7-1~deb13u2'],
  ['2.9.14', '2.12.7+dfsg+really2.9.14-2.1+deb13u3'],
  ['1.2-3-4', '1.2-3.1-1'],
  ['0', '0.1'],
  ['1.0.99999999999999999999', '1.0.100000000000000000000'],
  ['1.2.5-3', '1.2.5-3.1~deb13u1'],
  ['1.2.5-3.1~deb13u1', '1.2.5-3.1'],
  ['3.5.6-1~deb13u2', '3.5.7-1~deb13u2'],
  ['3.5.7-1~deb13u2', '3.5.7-1~deb13u3'],
  ['9.9-1', '9.10-1'],
  ['9.9-1', '1:1.0-1'],
  ['1.0', '1.0-1'],
  ['1.0~rc1-1', '1.0-1'],
  ['1.0-1', '1.0+dfsg-1'],
  ['1.0a-1', '1.0+-1'],
  ['2.41-12', '2.41-12+deb13u4'],
  ['1.3.dfsg-1', '1.3.dfsg+really1.3.1-1'],
  ['0.5.12-12', '0.5.12-12+b1'],
])('%s is before %s', (left, right) => {
  expect(compareDebianVersions(left, right)).toBeLessThan(0);
  expect(compareDebianVersions(right, left)).toBeGreaterThan(0);
  expect(compareDebianVersions(right, right)).toBe(0);
});

test.each([
  ['1.0', '1.0'],
  ['1.01', '1.1'],
  ['0:1.0-1', '1.0-1'],
  ['1.0', '1.0-0'],
  ['1.02-1', '1.2-01'],
])('%s is %s', (left, right) => {
  expect(compareDebianVersions(left, right)).toBe(0);
});

test.each([
  ['1:1.2-3~x+y', true],
  ['', false],
  ['<unfixed>', false],
  ['1.0 ', false],
  ['1.0_2', false],
  ['1'.repeat(201), false],
])('%j is a version: %s', (text, expected) => {
  expect(isDebianVersion(text)).toBe(expected);
});

test('upstreamVersion', () => {
  expect(upstreamVersion('1:22.1.8-1~deb13u4')).toBe('22.1.8');
  expect(upstreamVersion('1.3.dfsg+really1.3.1-1')).toBe('1.3.dfsg+really1.3.1');
  expect(upstreamVersion('2026f')).toBe('2026f');
});

test('sourceVersion', () => {
  expect(sourceVersion('1.96.0+dfsg1-1~deb13u1+b1')).toBe('1.96.0+dfsg1-1~deb13u1');
  expect(sourceVersion('1.0+b-1')).toBe('1.0+b-1');
});
