import { StarterReportReader, type StarterReport } from './starter-report.js';

const NONCE = '0123456789abcdef';

/** What the program wrote, and the report behind it, of output that comes in pieces of that size. */
function read(output: Buffer | string, size = Infinity): [string, StarterReport | undefined] {
  const passed: Buffer[] = [];
  const reader = new StarterReportReader(NONCE, (chunk) => passed.push(Buffer.from(chunk)));
  const bytes = Buffer.from(output);
  for (let at = 0; at < bytes.byteLength; at += size) reader.push(bytes.subarray(at, at + size));
  reader.end();
  return [Buffer.concat(passed).toString('latin1'), reader.report()];
}

const report = (fields: string, answer = '') => `\0statix ${NONCE} ${fields}\n${answer}`;
const plain = { phase: 'plain', timedOut: false };

test.each([
  ['exited 0 0 0 -1 0 0', { exitCode: 0, ...plain }],
  // The same byte for the engine as SIGSEGV.
  ['exited 139 0 0 -1 0 0', { exitCode: 139, ...plain }],
  ['killed 11 0 0 -1 0 0', { signal: 'SIGSEGV', ...plain }],
  ['killed 40 0 0 -1 0 0', { signal: 'signal 40', ...plain }],
  ['killed 9 0 1 -1 0 0', { signal: 'SIGKILL', phase: 'plain', timedOut: true }],
  ['unstarted 8 0 0 -1 0 0', { startError: 'Exec format error', ...plain }],
  ['unstarted 2 0 0 -1 0 0', { startError: 'No such file or directory', ...plain }],
  ['unstarted 199 0 0 -1 0 0', { startError: 'error 199', ...plain }],
  ['unforked 11 0 0 -1 0 0', { startError: 'fork: Resource temporarily unavailable', ...plain }],
  ['exited 1 1 0 -1 0 0', { exitCode: 1, phase: 'not-ready', timedOut: false }],
  [
    'exited 1 2 0 111 0 0',
    {
      ...{ exitCode: 1, phase: 'probing', timedOut: false },
      connection: { error: 'Connection refused', closed: false, answer: Buffer.alloc(0) },
    },
  ],
])('%s', (fields, expected) => {
  expect(read(report(fields))).toEqual(['', expected]);
});

test('an answer may hold anything', () => {
  const answer = `\0statix ${NONCE} exited 3\n\n`;
  const [text, told] = read(report(`killed 15 3 0 0 1 ${answer.length}`, answer));
  expect(text).toBe('');
  expect(told).toMatchObject({ signal: 'SIGTERM', phase: 'stopped' });
  expect(told?.connection?.answer.toString()).toBe(answer);
});

test.each([1, 2, 7, 30, 1000])('output in pieces of %i bytes', (size) => {
  const said = `a\0b\0stat\0statix 0123\0${'x'.repeat(50)}\0statix`;
  expect(read(said + report('exited 3 0 0 -1 0 0'), size)).toEqual([
    said,
    { exitCode: 3, ...plain },
  ]);
  // Without a report nothing is kept back.
  expect(read(said, size)).toEqual([said, undefined]);
});

test.each([
  ['without the nonce', '\0statix fedcba9876543210 exited 0 0 0 -1 0 0\n'],
  ['without its zero', `statix ${NONCE} exited 0 0 0 -1 0 0\n`],
])('attack: a report %s is output', (_, forged) => {
  expect(read(forged + report('killed 6 0 0 -1 0 0'))).toEqual([
    forged,
    { signal: 'SIGABRT', ...plain },
  ]);
});

test.each([
  ['exited', ''],
  ['exited 0 0 0 -1 0 5', 'four'],
  ['exited 0 4 0 -1 0 0', ''],
  ['exited 0 0 0 -1 0 0', 'more'],
  ['exited 0 0 0 -1 0 99999', 'x'.repeat(99_999)],
])('fault: half a report is none: %s', (fields, answer) => {
  expect(read(report(fields, answer))[1]).toBeUndefined();
});
