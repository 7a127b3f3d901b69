import { compareVersions, sourceVersion, upstreamVersion } from './debian-version.js';

describe('compareVersions', () => {
  // Each pair was put to `dpkg --compare-versions`.
  test.each([
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
  ])('%s is older than %s', (older, newer) => {
    expect(compareVersions(older, newer)).toBeLessThan(0);
    expect(compareVersions(newer, older)).toBeGreaterThan(0);
    expect(compareVersions(newer, newer)).toBe(0);
  });

  test('leading zeros and an absent revision do not count', () => {
    expect(compareVersions('1.02-1', '1.2-01')).toBe(0);
    expect(compareVersions('1.0', '1.0-0')).toBe(0);
  });
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
