import type { RunExpectation } from '@statix/contract';
import { RUN_CHECK_IDS } from './check-ids.js';
import type { ProgramRun } from './program-run.js';
import { runChecks } from './run-checks.js';

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

const PANIC =
  "\nthread 'main' (1) panicked at src/main.rs:2:5:\nno database\nnote: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n";

describe('runChecks', () => {
  it('has the ids that are announced', () => {
    const ids = runChecks(run({}), { timeoutSeconds: 1 }).map(({ id }) => id);
    expect(ids).toEqual(RUN_CHECK_IDS);
  });

  it.each<[string, ProgramRun, Partial<RunExpectation>, string[]]>([
    ['ends', run({}), {}, ['pass', none, none]],
    ['ends with any code', run({ exitCode: 2 }, '', 'usage'), {}, ['pass', 'warn', none]],
    ['ends with 101 without a panic', run({ exitCode: 101 }), {}, ['pass', 'warn', none]],
    ['was told to end with 127', run({ exitCode: 127 }), { exitCode: 127 }, ['pass', 'pass', none]],
    [
      'said what was expected and went on',
      { ...run({}, 'ready'), endedAfterOutput: true },
      { stdout: 'ready' },
      ['pass', none, 'pass'],
    ],
    [
      'was expected to panic',
      run({ exitCode: 101 }, '', PANIC),
      { exitCode: 101 },
      ['pass', 'pass', none],
    ],
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
      ['pass', 'warn', none],
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
      'tells of an exec of its own',
      run({ exitCode: 1 }, 'x', 'exec /bin/sh: no'),
      {},
      ['pass', 'warn', none],
    ],
    ['logs on', run({ exitCode: 1 }, '', 'exec /bin/sh: no\nmore\n'), {}, ['pass', 'warn', none]],
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
      ['pass', 'fail', 'pass'],
    ],
  ])('a program that %s', (_, program, expectation, expected) => {
    expect(statuses(program, expectation)).toEqual(expected);
  });

  it.each<[string, ProgramRun, Partial<RunExpectation>, string[]]>([
    [
      'is expected to abort',
      run({ exitCode: 134, signal: 'SIGABRT' }),
      { signal: 'SIGABRT' },
      ['pass', none, 'pass', none],
    ],
    [
      'ends with the code that a shell shows for a signal',
      run({ exitCode: 134 }),
      { signal: 'SIGABRT' },
      ['pass', none, 'fail', none],
    ],
    [
      'is ended by another signal',
      run({ exitCode: 139, signal: 'SIGSEGV' }),
      { signal: 'SIGABRT' },
      ['fail', none, 'fail', none],
    ],
    [
      'is killed in the place of ending with that code',
      run({ exitCode: 139, signal: 'SIGSEGV' }),
      { exitCode: 139 },
      ['fail', 'fail', none],
    ],
    ['chooses 139', run({ exitCode: 139 }), { exitCode: 139 }, ['pass', 'pass', none]],
    ['complains', run({}, '', 'a\nwarn: x'), { stderr: '^warn' }, ['pass', none, none, 'pass']],
    ['says it elsewhere', run({}, 'warn'), { stderr: '^warn' }, ['pass', none, none, 'fail']],
    [
      'is stopped',
      { ...run({ exitCode: 143, signal: 'SIGTERM' }), server: { phase: 'stopped' } },
      { ready: { port: 1 }, stop: 'SIGTERM' },
      ['pass', none, none, 'pass', 'pass'],
    ],
  ])('a program that %s', (_, program, expectation, expected) => {
    expect(statuses(program, expectation)).toEqual(expected);
  });

  it('says what a program ran on top of', () => {
    const [scratch, started] = runChecks(run({}), { timeoutSeconds: 1 }, 'image:debian:13');
    expect(scratch).toMatchObject({ id: 'starts-from-scratch', status: none });
    expect(started).toMatchObject({
      id: 'starts-in-root',
      summary: 'Started on top of debian:13 and ended by itself',
    });
  });

  it('quotes what a failed program may have lacked, and nothing of one that passes', () => {
    const program = run({ exitCode: 1 }, '', 'Error: Read-only file system (os error 30)');
    const lacks = (expectation: Partial<RunExpectation>) =>
      JSON.stringify(runChecks(program, { timeoutSeconds: 1, ...expectation })).split('perhaps it');
    expect(lacks({ exitCode: 0, stdout: 'x' })).toHaveLength(2);
    expect(lacks({})).toHaveLength(1);
  });

  test.each([
    ['fault: a program that panics', 101, PANIC, 'The program panicked'],
    ['fault: silence with 127', 127, '', /^The program ended with 127/],
    ['fault: silence with 126', 126, '', /^The program ended with 126/],
  ])('%s has not run', (_, exitCode, stderr, summary) => {
    const [started] = runChecks(run({ exitCode }, '', stderr), { timeoutSeconds: 1 });
    expect(started).toMatchObject({
      status: 'fail',
      summary: typeof summary === 'string' ? summary : (expect.stringMatching(summary) as string),
    });
    expect(started!.evidence[0]).toBe(`exit code ${exitCode}`);
  });

  it('names an exit code that nobody asked for', () => {
    const [started, code] = runChecks(run({ exitCode: 2 }, '', 'Usage: x\n'), {
      timeoutSeconds: 1,
    });
    expect(started!.evidence).toEqual(['exit code 2', "stderr: 'Usage: x'"]);
    expect(code!.summary).toContain('expectedExitCode');
  });

  it.each<[string, string]>([
    ['SIGSEGV', 'threadStackSize'],
    ['SIGKILL', 'memoryMegabytes'],
  ])('says with %s what it mostly comes from: %s', (signal, option) => {
    const [started] = runChecks(run({ exitCode: 137, signal }), { timeoutSeconds: 1 });
    expect(started!.evidence.join('\n')).toContain(option);
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
