import { mapRuns, planProof, runsOf } from './run-plan.js';
import { proofSchema } from './run-options.js';

const plan = (options: object) => planProof(proofSchema.parse(options));

test('options alone are one run', () => {
  const { runs } = plan({ args: ['-v'], stdin: 'x', expectedStderr: 'e' });
  expect(runs).toMatchObject([
    { name: 'main', root: 'scratch', arguments: ['-v'], stdin: 'x', expectation: { stderr: 'e' } },
  ]);
});

test('a further run has what it is run in from the main one, and nothing of what is asked of that', () => {
  const { runs } = plan({
    args: ['-v'],
    stdin: 'x',
    environment: { A: '1', B: '1' },
    files: { '/a': 'a', '/b': 'b' },
    root: 'image:debian:13',
    writablePaths: ['/tmp'],
    timeoutSeconds: 7,
    expectedExitCode: 3,
    expectedStdout: 'o',
    memoryMegabytes: 9,
    pids: 8,
    runs: [
      { name: 'plain' },
      {
        ...{ name: 'own', args: ['-h'], environment: { B: '2' }, files: { '/b': 'c' } },
        ...{ root: 'scratch', writablePaths: [], timeoutSeconds: 1, expectedSignal: 'SIGABRT' },
      },
    ],
  });
  const [, plain, own] = runs;
  expect(plain).toMatchObject({
    ...{ name: 'plain', root: 'image:debian:13', arguments: [], environment: { A: '1', B: '1' } },
    ...{ tmpfs: ['/tmp'], timeoutMilliseconds: 7000, memoryBytes: 9 << 20, pids: 8 },
    files: [
      { path: '/a', content: Buffer.from('a') },
      { path: '/b', content: Buffer.from('b') },
    ],
  });
  expect(plain?.stdin).toBeUndefined();
  expect(plain?.expectation).toEqual({ timeoutSeconds: 7 });
  expect(own).toMatchObject({
    ...{ root: 'scratch', arguments: ['-h'], environment: { A: '1', B: '2' }, tmpfs: [] },
    files: [{ path: '/a' }, { path: '/b', content: Buffer.from('c') }],
    expectation: { timeoutSeconds: 1, signal: 'SIGABRT' },
  });
});

test('a binary has runs of its own, or those of all', () => {
  const proof = plan({
    runs: [{ name: 'help', args: ['-h'] }],
    perBinary: { one: { args: ['1'] }, two: { runs: [{ name: 'check' }] }, none: { runs: [] } },
  });
  const names = (binary: string) => runsOf(proof, binary).map(({ name }) => name);
  expect(names('other')).toEqual(['main', 'help']);
  expect(names('one')).toEqual(['main', 'help']);
  expect(names('two')).toEqual(['main', 'check']);
  expect(names('none')).toEqual(['main']);
  const changed = mapRuns(proof, (run) => ({ ...run, pids: 1 }));
  expect([changed.runs, ...changed.perBinary.values()].flat().map(({ pids }) => pids)).toEqual(
    Array(7).fill(1),
  );
});

test.each([
  [{ probe: { tcp: 80 } }, { ready: { port: 80 }, probe: { tcp: 80 }, stop: 'SIGTERM' }],
  [
    { ready: { stdout: 'up' }, probe: { http: { port: 81 } }, stop: 'SIGINT' },
    {
      ready: { stdout: 'up' },
      probe: { http: { port: 81, path: '/', expectedStatus: 200 } },
      stop: 'SIGINT',
    },
  ],
  [{ ready: { port: 1 } }, { ready: { port: 1 }, stop: 'SIGTERM' }],
])('a server: %j', (options, expected) => {
  expect(plan(options).runs[0].expectation).toEqual({ timeoutSeconds: 30, ...expected });
});

test('a binary that ends by a signal has not the exit code of all', () => {
  const proof = plan({ expectedExitCode: 0, perBinary: { x: { expectedSignal: 'SIGABRT' } } });
  expect(runsOf(proof, 'x')[0].expectation).toEqual({ timeoutSeconds: 30, signal: 'SIGABRT' });
});

test.each([
  [{ expectedExitCode: 0, expectedSignal: 'SIGABRT' }, 'exclude each other'],
  [{ stop: 'SIGTERM' }, 'nothing says when'],
  [{ writablePaths: ['/data'], files: { '/data/x': '' } }, 'hides the file /data/x'],
  [{ files: { '/a': '', '/a/b': '' } }, '/a is a file'],
])('contradictions: %j', (options, why) => {
  const further = { runs: [{ name: 'second', ...options }] };
  for (const [given, name] of [
    [options, 'main'],
    [further, 'second'],
  ] as const) {
    expect(() => plan(given)).toThrow(
      expect.objectContaining({
        code: 'STATIX_OPTION_INVALID',
        what: `The options of the run '${name}' contradict each other`,
        why: expect.stringContaining(why) as string,
      }) as Error,
    );
  }
});

test.each([
  { runs: [{ name: 'a' }, { name: 'a' }] },
  { runs: [{ name: 'main' }] },
  { runs: [{ name: 'A b' }] },
  { runs: [{ name: 'a', pids: 3 }] },
  { runs: Array.from({ length: 65 }, (_, index) => ({ name: `r${index}` })) },
  { root: 'debian:13' },
  { root: 'image:' },
  { root: 'image:../../containers' },
  { root: 'image:a b' },
  { files: { '/proc/x': '' } },
  { files: { '/x': { file: '../secret' } } },
  { files: { '/x': 'x'.repeat(256 * 1024 + 1) } },
  { files: Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`/f${index}`, ''])) },
  { probe: { tcp: 0 } },
  { probe: { tcp: 1, http: { port: 1 } } },
  { probe: { http: { port: 1, path: '/a b' } } },
  { probe: { http: { port: 1, path: '/\r\nX: y' } } },
  { probe: { http: { port: 1, expectedBody: '(' } } },
  { ready: { stdout: '(' } },
  { stop: 'SIGKILL', ready: { port: 1 } },
  { expectedSignal: 'SIGNONE' },
])('refuses %j', (options) => {
  expect(proofSchema.safeParse(options).success).toBe(false);
});

test.each([
  'image:debian:13-slim',
  `image:registry.example:5000/team/root@sha256:${'a'.repeat(64)}`,
  `image:sha256:${'0'.repeat(64)}`,
])('%s is a root', (root) => {
  expect(plan({ root }).runs[0].root).toBe(root);
});
