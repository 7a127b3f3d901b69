import type { RunExpectation } from '@statix/contract';
import type { ProgramRun, ServerRun } from './program-run.js';
import { serverChecks } from './server-checks.js';

const expectation: RunExpectation = {
  timeoutSeconds: 9,
  ready: { port: 80 },
  probe: { http: { port: 80, path: '/', expectedStatus: 200, expectedBody: '^ok$' } },
  stop: 'SIGTERM',
};

const answered = (answer: string, closed = true): ServerRun => ({
  phase: 'stopped',
  connection: { closed, answer: Buffer.from(answer) },
});

const good = answered('HTTP/1.1 200 OK\r\n\r\nok');

function check(
  server: ServerRun | undefined,
  result: Partial<ProgramRun['result']> = {},
  change: Partial<RunExpectation> = {},
) {
  const run: ProgramRun = {
    result: { exitCode: 0, oomKilled: false, timedOut: false, ...result },
    server,
    stdout: Buffer.from('hello\n'),
    stderr: Buffer.alloc(0),
    outputTruncated: false,
  };
  return serverChecks(run, { ...expectation, ...change });
}

const statuses = (...args: Parameters<typeof check>) => check(...args).map(({ status }) => status);

test('a program that is no server has none', () => {
  expect(check(undefined, {}, { ready: undefined, probe: undefined, stop: undefined })).toEqual([]);
});

test('a server that answers and ends', () => {
  expect(check(good)).toMatchObject([
    { id: 'becomes-ready', status: 'pass', summary: 'The program is ready: port 80 listens' },
    { id: 'answers-probe', status: 'pass', summary: 'It answers with status 200' },
    { id: 'ends-when-stopped', status: 'pass', evidence: ['exit code 0'] },
  ]);
});

test.each<[string, ServerRun | undefined, Partial<ProgramRun['result']>, string[], string[]]>([
  [
    'ends before it is ready',
    { phase: 'not-ready' },
    {},
    ['fail', 'fail', 'fail'],
    ['The program ended before it was ready', 'Not probed', 'The program ended before SIGTERM'],
  ],
  [
    'never gets ready',
    { phase: 'not-ready' },
    { timedOut: true },
    ['fail', 'fail', 'fail'],
    ['Not ready after 9 s', 'Not probed', 'SIGTERM was not sent: the program was still running'],
  ],
  [
    'was never started',
    undefined,
    { startError: 'x' },
    ['fail', 'fail', 'fail'],
    ['The program could not be started', 'Not probed', 'SIGTERM was not sent: the program could'],
  ],
  [
    'ends while it is probed',
    { phase: 'probing' },
    { exitCode: 1 },
    ['pass', 'fail', 'fail'],
    ['', 'Port 80 was not tried', 'The program ended before SIGTERM'],
  ],
  [
    'answers and ends by itself',
    { ...good, phase: 'probing' },
    {},
    ['pass', 'pass', 'fail'],
    ['', '', 'The program ended before SIGTERM'],
  ],
  [
    'refuses the connection',
    {
      phase: 'stopped',
      connection: { error: 'Connection refused', closed: false, answer: Buffer.alloc(0) },
    },
    {},
    ['pass', 'fail', 'pass'],
    ['', 'Port 80 takes no connection over loopback', ''],
  ],
  [
    'goes on',
    good,
    { timedOut: true },
    ['pass', 'pass', 'fail'],
    ['', '', 'The program went on after SIGTERM until its 9 s were over'],
  ],
])('fault: one that %s', (_, server, result, expected, summaries) => {
  const checks = check(server, result);
  expect(checks.map(({ status }) => status)).toEqual(expected);
  checks.forEach(({ summary }, index) => {
    expect(summary).toContain(summaries[index]);
  });
});

test.each([
  ['', true, 'The connection was closed without an answer'],
  ['', false, 'No answer came'],
  ['SSH-2.0', true, 'The answer is no response of HTTP/1'],
  ['HTTP/1.1 500 No\r\n\r\nbroken', true, 'The status is 500, not 200'],
  ['HTTP/1.1 200 OK\r\n\r\nnot ok', true, 'The body is not as expected'],
])('fault: %j', (answer, closed, summary) => {
  const [, probe] = check(answered(answer, closed));
  expect(probe).toMatchObject({ status: 'fail' });
  expect(probe?.summary).toContain(summary);
});

test('attack: what it answers is shown harmless and bounded', () => {
  const nasty = `HTTP/1.1 500 x\r\n\r\n\u001b]0;owned\u0007\n${'y'.repeat(9000)}\n${'z\n'.repeat(99)}`;
  const [, probe] = check(answered(nasty));
  const shown = probe!.evidence.join('\n');
  expect(shown).toContain("body: '\\x1b]0;owned\\x07'");
  expect(probe!.evidence.length).toBeLessThan(12);
  expect(Math.max(...probe!.evidence.map(({ length }) => length))).toBeLessThan(200);
});

test('a port that takes a connection', () => {
  const probe = { tcp: 80 };
  expect(statuses(answered(''), {}, { probe })).toEqual(['pass', 'pass', 'pass']);
});

test('two runs whose answers differ say the same, unless they are wrong', () => {
  const change = { probe: { http: { port: 80, path: '/', expectedStatus: 200 } } };
  const at = (time: string) =>
    check(answered(`HTTP/1.1 200 OK\r\nDate: ${time}\r\n\r\n${time}`), {}, change);
  expect(at('1')).toEqual(at('2'));
});
