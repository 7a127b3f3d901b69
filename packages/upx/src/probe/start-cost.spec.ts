import { renderCost, startCost } from './start-cost.js';

const ended = { exitCode: 0, oomKilled: false, timedOut: false };

function costOf(...lines: string[]) {
  return startCost({ result: ended, stdout: lines.join('\n') });
}

test('is the median of each', () => {
  const cost = costOf(
    'original 1000000 400 spoke',
    'packed 9000000 900 spoke',
    'original 50000000 400 spoke',
    'packed 8000000 901 spoke',
    'original 2000000 404 spoke',
    'packed 70000000 900 spoke',
  );
  expect(cost).toEqual({
    runs: 3,
    until: 'first-output',
    startMicroseconds: { original: 2000, packed: 9000 },
    memoryKibibytes: { original: 400, packed: 900 },
  });
});

test('of two runs it is between them', () => {
  expect(
    costOf(
      'original 1000000 400 ended',
      'packed 2000000 800 ended',
      'original 3000000 402 ended',
      'packed 4000000 800 ended',
    ),
  ).toMatchObject({
    until: 'end',
    startMicroseconds: { original: 2000, packed: 3000 },
    memoryKibibytes: { original: 401 },
  });
});

test('a pair that was cut off is not counted', () => {
  const whole = ['original 1000000 400 spoke', 'packed 9000000 900 spoke'];
  expect(costOf(...whole, 'original 5000000 400 spoke', 'packed 900000 900 silent')).toMatchObject({
    runs: 1,
    startMicroseconds: { original: 1000, packed: 9000 },
  });
});

test.each([
  [['original 2000000000 400 silent'], 'two runs of each take longer than 2 s'],
  [['original 2000 400 spoke', 'packed 2000 1 died'], 'it was ended by a signal there'],
  [[], 'two runs of each take longer than 2 s'],
])('attack: of %j nothing is said', (lines, why) => {
  expect(costOf(...lines)).toEqual({ why });
});

test.each([
  'original -1 400 spoke',
  'original 1 400 spoke and more',
  'original 99999999999999999999 400 spoke',
  'other 1 400 spoke',
  '\u001b[31moriginal 1 400 spoke',
])('attack: a line that the probe does not write is left out: %j', (line) => {
  expect(costOf(line, 'packed 1 1 spoke')).toHaveProperty('why');
});

test('one line for a person', () => {
  expect(
    renderCost({
      runs: 1,
      until: 'end',
      startMicroseconds: { original: 1234, packed: 439_000 },
      memoryKibibytes: { original: 3000, packed: 70_000 },
    }),
  ).toBe('to its end 1.2 → 439.0 ms, resident 3.1 → 71.7 MB, medians of 1 run each');
});
