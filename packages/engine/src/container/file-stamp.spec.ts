import { fileStamp } from './file-stamp.js';

const stamp = (mtime: string) => fileStamp({ size: 7, mode: 0o644, mtime });

test.each([
  '2026-11-29T01:02:03.000004Z',
  '2026-11-29T01:02:03.000004000Z',
  '2026-11-29T03:32:03.000004+02:30',
  '2026-11-28T17:02:03.000004-08:00',
])('%s is one and the same time', (mtime) => {
  expect(stamp(mtime)).toBe('7 420 1795914123.000004000');
});

test('a time without a fraction', () => {
  expect(stamp('1980-01-01T00:00:00Z')).toBe('7 420 315532800.000000000');
});

test.each(['2026-11-29T01:02:03.000005Z', '2026-11-29T01:02:04.000004Z'])(
  '%s is another',
  (mtime) => {
    expect(stamp(mtime)).not.toBe(stamp('2026-11-29T01:02:03.000004Z'));
  },
);

test.each(['', 'yesterday', '2026-13-29T01:02:03Z'])("'%s' is none", (mtime) => {
  expect(() => stamp(mtime)).toThrow(`'${mtime}' is no time`);
});
