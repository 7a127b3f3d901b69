import { paxTime } from './pax-time.js';

test.each([
  ['2026-11-29T01:02:03.000004Z', '1795914123.000004'],
  ['2026-11-29T01:02:03.000004000Z', '1795914123.000004000'],
  ['2026-11-29T03:32:03.000004+02:30', '1795914123.000004'],
  ['2026-11-28T17:02:03.5-08:00', '1795914123.5'],
  ['1980-01-01T00:00:00Z', '315532800.0'],
])('%s is %s', (time, seconds) => {
  expect(paxTime(time)).toBe(seconds);
});

test.each(['', 'yesterday', '2026-13-29T01:02:03Z'])("'%s' is none", (time) => {
  expect(() => paxTime(time)).toThrow(`'${time}' is no time`);
});
