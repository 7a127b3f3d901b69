import type { Check } from '@statix/contract';
import { RUN_CHECK_IDS } from './check-ids.js';
import { newCheck } from './checks/new-check.js';
import { quote } from './describe.js';

/** What became of a program that was started alone in an empty container. */
export interface ProgramRun {
  readonly result: {
    readonly exitCode: number;
    /** The signal that ended it: `SIGSEGV`. */
    readonly signal?: string | undefined;
    readonly oomKilled: boolean;
    readonly timedOut: boolean;
    /** Why it could not be started at all. */
    readonly startError?: string | undefined;
  };
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly outputTruncated: boolean;
}

export interface RunExpectation {
  readonly timeoutSeconds: number;
  readonly exitCode?: number | undefined;
  /** Source of a regular expression for standard output, with the flag `m`. */
  readonly stdout?: string | undefined;
}

/** Signals that a program gets for what it did itself; and SIGKILL, which nobody else sends it. */
const FATAL_SIGNALS: readonly string[] = [
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGILL',
  'SIGKILL',
  'SIGSEGV',
  'SIGSYS',
  'SIGTRAP',
];

const SHOWN_LINES = 10;

/**
 * What a run proves. An exit code proves nothing unless one was asked for: a missing loader and a
 * garbage file end with code 1 as well, and `--version` may end with any.
 *
 * A passed check tells nothing of the output, which may differ from run to run: reports are cached
 * and compared. A failed one shows the end of it.
 */
export function runChecks(run: ProgramRun, expectation: RunExpectation): Check[] {
  return [
    startsFromScratch(run, expectation),
    expectedExitCode(run, expectation),
    expectedOutput(run, expectation),
  ];
}

/** The same checks for a program that was not run. */
export function runChecksNotApplicable(why: string): Check[] {
  return RUN_CHECK_IDS.map((id) => newCheck(id, 'not-applicable', why));
}

function startsFromScratch(run: ProgramRun, { timeoutSeconds }: RunExpectation): Check {
  const failed = (summary: string, evidence: readonly string[] = []) =>
    newCheck('starts-from-scratch', 'fail', summary, [...evidence, ...endOfOutput(run)]);
  const { exitCode, signal, oomKilled, timedOut } = run.result;
  const startError = startErrorOf(run);
  if (startError !== undefined) {
    return failed('Linux could not start the program in an empty container', [quote(startError)]);
  }
  if (oomKilled)
    return failed('The program needed more memory than it was given (memoryMegabytes)');
  if (timedOut) {
    const summary = `Started from scratch; still running after ${timeoutSeconds} s, then stopped`;
    return newCheck('starts-from-scratch', 'pass', summary);
  }
  if (signal !== undefined && FATAL_SIGNALS.includes(signal)) {
    return failed(`The program was killed by ${signal}`, [`exit code ${exitCode}`]);
  }
  return newCheck('starts-from-scratch', 'pass', 'Started from scratch and ended by itself', [
    describeEnd(run),
  ]);
}

function expectedExitCode(run: ProgramRun, expectation: RunExpectation): Check {
  const id = 'expected-exit-code';
  const { exitCode: expected, timeoutSeconds } = expectation;
  if (expected === undefined) {
    const hint = `Any exit code is accepted; declare one with the option expectedExitCode`;
    return newCheck(id, 'not-applicable', hint, hasEnded(run) ? [describeEnd(run)] : []);
  }
  if (!hasEnded(run)) {
    return newCheck(
      id,
      'fail',
      `Exit code ${expected} was expected; ${noEnd(run, timeoutSeconds)}`,
    );
  }
  return run.result.exitCode === expected
    ? newCheck(id, 'pass', `The exit code is ${expected}, as expected`)
    : newCheck(id, 'fail', `The exit code is ${run.result.exitCode}, not ${expected}`, [
        describeEnd(run),
        ...endOfOutput(run),
      ]);
}

function expectedOutput(run: ProgramRun, expectation: RunExpectation): Check {
  const id = 'expected-output';
  const { stdout: pattern, timeoutSeconds } = expectation;
  if (pattern === undefined) {
    const hint = 'Output is not looked at; declare a pattern with the option expectedStdout';
    return newCheck(id, 'not-applicable', hint);
  }
  const asked = `pattern ${quote(pattern)}`;
  if (!hasEnded(run)) {
    const summary = `Output was expected; ${noEnd(run, timeoutSeconds)}`;
    return newCheck(id, 'fail', summary, [asked, ...endOfOutput(run)]);
  }
  if (new RegExp(pattern, 'm').test(run.stdout.toString('utf8'))) {
    return newCheck(id, 'pass', 'Standard output is as expected', [asked]);
  }
  return newCheck(id, 'fail', 'Standard output is not as expected', [
    asked,
    ...(run.outputTruncated ? ['the output was cut, being larger than what is kept'] : []),
    ...endOfOutput(run),
  ]);
}

/** Whether there is an exit code that the program chose. */
function hasEnded(run: ProgramRun): boolean {
  return startErrorOf(run) === undefined && !run.result.timedOut;
}

function noEnd(run: ProgramRun, timeoutSeconds: number): string {
  return startErrorOf(run) === undefined
    ? `the program was still running after ${timeoutSeconds} s`
    : 'the program could not be started';
}

/**
 * Why the program did not start. runc starts containers in two steps: when the second, execve,
 * fails, the engine has already reported success, and all that is left is runc's message on the
 * program's stderr and exit code 1 (runc libcontainer/init_linux.go; 1.0 began the line otherwise).
 */
function startErrorOf({ result, stdout, stderr }: ProgramRun): string | undefined {
  if (result.startError !== undefined) return result.startError;
  if (result.exitCode === 0 || result.timedOut || stdout.length > 0) return undefined;
  return RUNC_MESSAGE.exec(stderr.subarray(0, 4096).toString('utf8'))?.[1];
}

const RUNC_MESSAGE =
  /^(?:standard_init_linux\.go:\d+: )?(exec (?:\/[^:\n]*: |user process caused)[^\n]*)\n?$/;

function describeEnd({ result: { exitCode, signal } }: ProgramRun): string {
  return signal === undefined ? `exit code ${exitCode}` : `exit code ${exitCode}, by ${signal}`;
}

function endOfOutput({ stdout, stderr }: ProgramRun): string[] {
  return [...lastLines('stdout', stdout), ...lastLines('stderr', stderr)];
}

function lastLines(stream: string, bytes: Buffer): string[] {
  const text = bytes.subarray(-4096).toString('utf8').trimEnd();
  if (text === '') return [`${stream}: empty`];
  return text
    .split('\n')
    .slice(-SHOWN_LINES)
    .map((line) => `${stream}: ${quote(line)}`);
}
