import { formatBytes } from './format-bytes.js';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [432_100, '432 kB'],
  [1_280_000_000, '1.3 GB'],
])('%d is %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
