import type { Check, VerifyReport } from '@statix/contract';
import { renderReport, renderVerdict } from './render-report.js';

const report: VerifyReport = {
  schemaVersion: 2,
  kind: 'statix.verify-report',
  binary: { name: 'hello-static', sha256: 'ab'.repeat(32), size: 411_832 },
  verdict: 'pass',
  linkage: 'static-pie',
  policy: { name: 'baseline', overrides: [] },
  run: 'required',
  checks: [
    { id: 'no-interpreter', status: 'pass', summary: 'No loader', evidence: ['none of 9'] },
    { id: 'path-leaks', status: 'warn', summary: '1 path', evidence: ["0x10 '/home/x'"] },
    { id: 'stack-canary', status: 'not-provable', summary: 'No header says', evidence: [] },
    { id: 'starts-from-scratch', status: 'pass', summary: 'Ended', evidence: ['exit code 0'] },
  ],
  runs: [],
};

const declared = {
  ...{ root: 'scratch', arguments: [], environment: {}, stdin: false, files: [] },
  ...{ writablePaths: [], memoryBytes: 1, pids: 1, expectation: { timeoutSeconds: 1 } },
};
const answers: VerifyReport['runs'][number] = {
  ...declared,
  name: 'serve',
  arguments: ['--port', '80', 'a b'],
  end: { by: 'itself', exitCode: 0 },
  checks: [
    { id: 'starts-from-scratch', status: 'pass', summary: 'Ended', evidence: ['exit code 0'] },
    { id: 'expected-output', status: 'not-applicable', summary: 'None', evidence: [] },
    { id: 'answers-probe', status: 'pass', summary: 'It answers', evidence: ['GET /'] },
  ],
};

const failed: VerifyReport = {
  ...report,
  verdict: 'fail',
  linkage: 'dynamic',
  checks: [
    { id: 'no-interpreter', status: 'fail', summary: 'Needs\u001b[2J', evidence: ['0x40 \u001b'] },
    { id: 'starts-from-scratch', status: 'not-applicable', summary: 'Not run', evidence: [] },
  ],
};

describe('renderVerdict', () => {
  test.each([
    [undefined, 'runs from scratch'],
    [{ by: 'itself' as const, exitCode: 0 }, 'runs from scratch'],
    [{ by: 'itself' as const, exitCode: 2 }, 'runs from scratch, exit code 2'],
    [
      { by: 'itself' as const, exitCode: 143, signal: 'SIGTERM' },
      'runs from scratch, ended by SIGTERM',
    ],
    [{ by: 'timeout' as const }, 'runs from scratch, stopped at the time-out'],
    [{ by: 'expected-output' as const }, 'runs from scratch, stopped after the expected output'],
  ])('says how the run ended: %j', (end, words) => {
    expect(renderVerdict({ ...report, ...(end === undefined ? {} : { end }) })).toBe(
      `PASS hello-static  static-pie, 412 kB, ${words}`,
    );
  });
});

describe('further runs', () => {
  const failing: VerifyReport['runs'][number] = {
    ...{ ...declared, name: 'debian', root: 'image:debian:13' },
    end: { by: 'itself', exitCode: 1 },
    checks: [
      { id: 'expected-exit-code', status: 'fail', summary: 'Code 1', evidence: ['exit code 1'] },
    ],
  };

  it('are shown one after the other, with what they are of', () => {
    const runs = [answers, failing];
    expect(renderReport({ ...report, runs, verdict: 'fail' })).toContain(`
  run serve  --port 80 'a b'
  ✔ starts-from-scratch  Ended
      exit code 0
  ✔ answers-probe        It answers
  run debian  on top of debian:13
  ✖ expected-exit-code   Code 1
      exit code 1
FAIL hello-static  static-pie, 412 kB, runs from scratch, 1 further run, failed: run debian: expected-exit-code
`);
  });

  it('that passed are counted', () => {
    const runs = [answers, { ...answers, name: 'again' }];
    expect(renderVerdict({ ...report, runs })).toMatch(/, 2 further runs$/);
  });
});

describe('renderReport', () => {
  it('shows evidence where something is wrong', () => {
    expect(renderReport(report)).toBe(`hello-static  412 kB  sha256 abababababab  static-pie  PASS
  ✔ no-interpreter       No loader
  ! path-leaks           1 path
      0x10 '/home/x'
  ✔ starts-from-scratch  Ended
      exit code 0
  ? not provable from the file: stack-canary
PASS hello-static  static-pie, 412 kB, runs from scratch
`);
  });

  it('shows all of it when asked', () => {
    expect(renderReport(report, { verbose: true })).toContain(`
  ✔ no-interpreter       No loader
      none of 9
`);
    expect(renderReport(report, { verbose: true })).toContain(
      '  ? stack-canary         No header says\n',
    );
  });

  it('passes no terminal escape on', () => {
    expect(renderReport(failed)).not.toContain('\u001b');
    expect(renderReport(failed)).toContain('0x40 \\x1b');
  });

  it('shows the policy and what was judged otherwise, with its reason', () => {
    const judged: VerifyReport = {
      ...report,
      policy: {
        name: 'strict',
        overrides: [{ check: 'path-leaks', status: 'ignore', reason: 'ours\n::error::x' }],
      },
      checks: [
        {
          id: 'path-leaks',
          status: 'not-applicable',
          summary: '1 path',
          evidence: ['a warning, ignored by an override: ours'],
        },
      ],
    };
    expect(renderReport(judged)).toBe(`hello-static  412 kB  sha256 abababababab  static-pie  PASS
  - path-leaks  1 path
      a warning, ignored by an override: ours
  policy strict
      override of path-leaks: ignore, ours\\n\\::error::x
PASS hello-static  static-pie, 412 kB, policy strict, 1 override
`);
  });

  it('colours only when asked', () => {
    expect(renderReport(report, { colour: true })).toContain('\u001b[32mPASS\u001b[0m');
  });
});

describe('renderVerdict', () => {
  it('names what failed', () => {
    expect(renderVerdict(failed)).toBe(
      'FAIL hello-static  dynamic, 412 kB, failed: no-interpreter',
    );
  });

  it.each([
    [999, '999 B'],
    [1000, '1 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [34_477_208, '34.5 MB'],
  ])('%d bytes are %s', (size, text) => {
    expect(renderVerdict({ ...report, binary: { ...report.binary, size } })).toContain(
      `, ${text},`,
    );
  });

  it('says when the program was not to be run', () => {
    expect(renderVerdict({ ...report, run: 'never', checks: [] })).toContain('not run');
  });
});

test('a check that another engine or image would have shown says why it is not provable', () => {
  const summary = 'Whether it runs on every x86-64 is not known: it was not run';
  const checks: Check[] = [{ id: 'cpu-level', status: 'not-provable', summary, evidence: [] }];
  const text = renderReport({ ...report, checks });
  expect(text).toContain(`? cpu-level  ${summary}`);
  expect(text).not.toContain('not provable from the file');
});
