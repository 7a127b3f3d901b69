import { RUN_CHECK_IDS } from './check-ids.js';
import { runChecks, type ProgramRun, type RunExpectation } from './run-checks.js';

function run(result: Partial<ProgramRun['result']>, stdout = '', stderr = ''): ProgramRun {
  return {
    result: { exitCode: 0, oomKilled: false, timedOut: false, ...result },
    stdout: Buffer.from(stdout),
    stderr: Buffer.from(stderr),
    outputTruncated: false,
  };
}

function statuses(program: ProgramRun, expectation: Partial<RunExpectation> = {}): string[] {
  return runChecks(program, { timeoutSeconds: 30, ...expectation }).map(({ status }) => status);
}

const none = 'not-applicable';

describe('runChecks', () => {
  it('has the ids that are announced', () => {
    const ids = runChecks(run({}), { timeoutSeconds: 1 }).map(({ id }) => id);
    expect(ids).toEqual(RUN_CHECK_IDS);
  });

  it.each<[string, ProgramRun, Partial<RunExpectation>, string[]]>([
    ['ends', run({}), {}, ['pass', none, none]],
    ['ends with any code', run({ exitCode: 101 }), {}, ['pass', none, none]],
    [
      'runs on',
      run({ exitCode: 137, signal: 'SIGKILL', timedOut: true }),
      {},
      ['pass', none, none],
    ],
    ['crashes', run({ exitCode: 139, signal: 'SIGSEGV' }), {}, ['fail', none, none]],
    ['aborts', run({ exitCode: 134, signal: 'SIGABRT' }), {}, ['fail', none, none]],
    ['is killed by another', run({ exitCode: 137, signal: 'SIGKILL' }), {}, ['fail', none, none]],
    [
      'ends itself with SIGTERM',
      run({ exitCode: 143, signal: 'SIGTERM' }),
      {},
      ['pass', none, none],
    ],
    ['has no memory left', run({ exitCode: 137, oomKilled: true }), {}, ['fail', none, none]],
    ['cannot start', run({ exitCode: 127, startError: 'no such file' }), {}, ['fail', none, none]],
    [
      'cannot start',
      run({ startError: 'x' }),
      { exitCode: 0, stdout: '' },
      ['fail', 'fail', 'fail'],
    ],
    [
      'runc could not execute',
      run({ exitCode: 1 }, '', 'exec /program: no such file or directory\n'),
      { exitCode: 1 },
      ['fail', 'fail', none],
    ],
    [
      'an old runc could not execute',
      run(
        { exitCode: 1 },
        '',
        'standard_init_linux.go:228: exec user process caused: exec format error',
      ),
      {},
      ['fail', none, none],
    ],
    [
      'tells of an exec of its own',
      run({ exitCode: 1 }, 'x', 'exec /bin/sh: no'),
      {},
      ['pass', none, none],
    ],
    ['logs on', run({ exitCode: 1 }, '', 'exec /bin/sh: no\nmore\n'), {}, ['pass', none, none]],
    ['has the code', run({ exitCode: 3 }), { exitCode: 3 }, ['pass', 'pass', none]],
    ['has code 0', run({}), { exitCode: 0 }, ['pass', 'pass', none]],
    ['has another code', run({ exitCode: 1 }), { exitCode: 0 }, ['pass', 'fail', none]],
    ['has the output', run({}, 'a\nv1.2\nb'), { stdout: '^v1\\.\\d$' }, ['pass', none, 'pass']],
    ['has other output', run({}, 'v2'), { stdout: '^v1' }, ['pass', none, 'fail']],
    ['says it on stderr', run({}, '', 'v1'), { stdout: '^v1' }, ['pass', none, 'fail']],
    [
      'runs on',
      run({ timedOut: true }, 'v1'),
      { exitCode: 0, stdout: 'v1' },
      ['pass', 'fail', 'fail'],
    ],
  ])('a program that %s', (_, program, expectation, expected) => {
    expect(statuses(program, expectation)).toEqual(expected);
  });

  it('names an exit code that nobody asked for', () => {
    const [started, code] = runChecks(run({ exitCode: 101 }), { timeoutSeconds: 1 });
    expect(started!.evidence).toEqual(['exit code 101']);
    expect(code!.summary).toContain('expectedExitCode');
  });

  it('says the same of two runs whose output differs, unless it is wrong', () => {
    const expectation = { timeoutSeconds: 30, exitCode: 0, stdout: 'took' };
    expect(runChecks(run({}, 'took 1 ms'), expectation)).toEqual(
      runChecks(run({}, 'took 2 ms'), expectation),
    );
  });

  it('shows the end of wrong output, bounded and harmless', () => {
    const flood = Array.from({ length: 500 }, (_, line) => `line ${line}`).join('\n');
    const nasty = `${flood}\n\u001b]0;owned\u0007::error::x\n##teamcity[x]\n${'y'.repeat(3000)}`;
    const [, check] = runChecks(run({ exitCode: 1 }, nasty, ''), {
      timeoutSeconds: 1,
      exitCode: 0,
    });
    expect(check!.evidence).toHaveLength(12);
    expect(check!.evidence[0]).toBe('exit code 1');
    expect(check!.evidence.at(-1)).toBe('stderr: empty');
    expect(check!.evidence.at(-4)).toBe("stdout: '\\x1b]0;owned\\x07::error::x'");
    expect(Math.max(...check!.evidence.map(({ length }) => length))).toBeLessThan(200);
  });

  it('says that output was cut when the pattern is not in the rest', () => {
    const cut = { ...run({}, 'x'), outputTruncated: true };
    const [, , check] = runChecks(cut, { timeoutSeconds: 1, stdout: 'y' });
    expect(check!.evidence[1]).toBe('the output was cut, being larger than what is kept');
  });
});
