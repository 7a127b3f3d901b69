import { fileStamp } from './file-stamp.js';

const stamp = (mtime: string) => fileStamp({ size: 7, mode: 0o644, mtime });

test.each(['1795914123.000004', '1795914123.0000040', '1795914123.000004000'])(
  '%s is one and the same time',
  (mtime) => {
    expect(stamp(mtime)).toBe('7 420 1795914123.000004000');
  },
);

test('a time without a fraction', () => {
  expect(stamp('315532800')).toBe('7 420 315532800.000000000');
});

test.each(['1795914123.000005', '1795914124.000004'])('%s is another', (mtime) => {
  expect(stamp(mtime)).not.toBe(stamp('1795914123.000004'));
});
