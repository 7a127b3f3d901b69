import type { Check, ProgramEnd } from '@statix/contract';
import { newCheck, quote } from '@statix/elf';
import { RUN_CHECK_IDS } from './check-ids.js';

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
  /** It had said what was expected and went on, and was ended for that. */
  readonly endedAfterOutput?: boolean | undefined;
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

/** Exit code of a Rust program whose main thread panics (std::rt, `lang_start`). */
const PANIC_EXIT_CODE = 101;

const SHOWN_LINES = 10;

/** musl's stacks are smaller than glibc's 8 MiB, and an overflow in a thread of C says nothing else. */
const STACK_HINT =
  'If a thread of C or C++ ran out of stack, build-static with threadStackSize = 8388608 gives it 8 MiB, the most that musl gives by itself';

/** Docker 26.1 on a busy machine has not always heard why the kernel ended a program. */
const MEMORY_HINT =
  'Nothing of Statix has sent it. The kernel does where a program needs more memory than it was given (memoryMegabytes), and the engine does not always hear of that.';

const HINTS: Readonly<Record<string, string>> = { SIGSEGV: STACK_HINT, SIGKILL: MEMORY_HINT };

/**
 * What a run proves. A program that could not be started, crashed, panicked, or says with 126 or 127
 * that something could not be executed has not run; any other exit code proves nothing unless one
 * was asked for, since `--version` may end with any.
 *
 * How it ended and the end of its standard error are always evidence: who reads the report judges.
 * Standard output is shown where it is wrong.
 */
export function runChecks(run: ProgramRun, expectation: RunExpectation): Check[] {
  const started = startsFromScratch(run, expectation);
  return [started, expectedExitCode(run, expectation, started), expectedOutput(run, expectation)];
}

/** The same checks for a program that was not run. */
export function runChecksNotApplicable(why: string): Check[] {
  return RUN_CHECK_IDS.map((id) => newCheck(id, 'not-applicable', why));
}

/** How a run ended, for a report. */
export function programEnd(run: ProgramRun): ProgramEnd {
  const { exitCode, signal, timedOut, startError } = run.result;
  if (startError !== undefined) return { by: 'start-error' };
  if (timedOut) return { by: 'timeout' };
  if (run.endedAfterOutput === true) return { by: 'expected-output' };
  return { by: 'itself', exitCode, ...(signal === undefined ? {} : { signal }) };
}

function startsFromScratch(run: ProgramRun, expectation: RunExpectation): Check {
  const id = 'starts-from-scratch';
  const failed = (summary: string, evidence: readonly string[] = []) =>
    newCheck(id, 'fail', summary, [...evidence, ...endOfOutput(run)]);
  const { exitCode, signal, oomKilled, timedOut, startError } = run.result;
  const passed = (summary: string, evidence: readonly string[] = []) =>
    newCheck(id, 'pass', summary, [...evidence, ...lastLines('stderr', run.stderr)]);
  if (startError !== undefined) {
    return failed('Linux could not start the program in an empty container', [quote(startError)]);
  }
  if (oomKilled)
    return failed('The program needed more memory than it was given (memoryMegabytes)');
  if (timedOut) {
    const { timeoutSeconds } = expectation;
    return passed(`Started from scratch; still running after ${timeoutSeconds} s, then stopped`);
  }
  if (run.endedAfterOutput === true) {
    return passed('Started from scratch; said what was expected, went on, and was stopped');
  }
  if (signal !== undefined && FATAL_SIGNALS.includes(signal)) {
    const hint = HINTS[signal];
    return failed(`The program was killed by ${signal}`, [
      describeEnd(run),
      ...(hint === undefined ? [] : [hint]),
    ]);
  }
  if (exitCode !== expectation.exitCode) {
    if (exitCode === PANIC_EXIT_CODE && run.stderr.includes('panicked at')) {
      return failed('The program panicked', [describeEnd(run)]);
    }
    if (exitCode === 126 || exitCode === 127) {
      const summary = `The program ended with ${exitCode}, which says that something could not be executed`;
      return failed(summary, [describeEnd(run)]);
    }
  }
  return passed('Started from scratch and ended by itself', [describeEnd(run)]);
}

function expectedExitCode(run: ProgramRun, expectation: RunExpectation, started: Check): Check {
  const id = 'expected-exit-code';
  const { exitCode: expected, timeoutSeconds } = expectation;
  const { exitCode } = run.result;
  if (expected === undefined) {
    if (hasEnded(run) && exitCode !== 0 && started.status !== 'fail') {
      const summary = `The exit code is ${exitCode}, and none is declared: expectedExitCode`;
      return newCheck(id, 'warn', summary, [describeEnd(run)]);
    }
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
  return exitCode === expected
    ? newCheck(id, 'pass', `The exit code is ${expected}, as expected`)
    : newCheck(id, 'fail', `The exit code is ${exitCode}, not ${expected}`, [
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
  if (run.result.startError === undefined && saysWhatIsExpected(run.stdout, pattern)) {
    return newCheck(id, 'pass', 'Standard output is as expected', [asked]);
  }
  const summary = hasEnded(run)
    ? 'Standard output is not as expected'
    : `Standard output is not as expected; ${noEnd(run, timeoutSeconds)}`;
  return newCheck(id, 'fail', summary, [
    asked,
    ...(run.outputTruncated ? ['the output was cut, being larger than what is kept'] : []),
    ...endOfOutput(run),
  ]);
}

/** @param pattern source of a regular expression, with the flag `m` */
export function saysWhatIsExpected(stdout: Buffer, pattern: string): boolean {
  return new RegExp(pattern, 'm').test(stdout.toString('utf8'));
}

/** Whether there is an exit code that the program chose. */
function hasEnded(run: ProgramRun): boolean {
  const { startError, timedOut } = run.result;
  return startError === undefined && !timedOut && run.endedAfterOutput !== true;
}

function noEnd(run: ProgramRun, timeoutSeconds: number): string {
  return run.result.startError === undefined
    ? `the program was still running after ${timeoutSeconds} s`
    : 'the program could not be started';
}

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
