import type { Check, ProgramEnd, RunExpectation } from '@statix/contract';
import { newCheck, quote } from '@statix/elf';
import { RUN_CHECK_IDS, START_CHECK_ID, START_IN_ROOT_CHECK_ID } from './check-ids.js';
import {
  describeEnd,
  endOfOutput,
  hasEnded,
  lastLines,
  noEnd,
  saysWhatIsExpected,
} from './describe-run.js';
import type { ProgramRun } from './program-run.js';
import { serverChecks } from './server-checks.js';
import { whatItMayLack } from './what-it-may-lack.js';

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
 * Standard output is shown where it is wrong. What the program may have lacked is only ever quoted from what it
 * said, and only of a run that failed.
 *
 * @param root what the program ran in, see `RunPlan.root`
 */
export function runChecks(run: ProgramRun, expectation: RunExpectation, root = 'scratch'): Check[] {
  const started = starts(run, expectation, root);
  const checks = [
    ...(root === 'scratch'
      ? []
      : [newCheck(START_CHECK_ID, 'not-applicable', `Run ${placeOf(root)}`)]),
    started,
    expectedExitCode(run, expectation, started),
    ...expectedSignal(run, expectation),
    expectedStdout(run, expectation),
    ...expectedStderr(run, expectation),
    ...serverChecks(run, expectation),
  ];
  const failed = checks.findIndex(({ status }) => status === 'fail');
  if (failed < 0) return checks;
  const lacks = whatItMayLack(run);
  return checks.map((check, index) =>
    index === failed ? { ...check, evidence: [...check.evidence, ...lacks] } : check,
  );
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

function placeOf(root: string): string {
  return root === 'scratch' ? 'from scratch' : `on top of ${root.replace(/^image:/, '')}`;
}

function starts(run: ProgramRun, expectation: RunExpectation, root: string): Check {
  const id = root === 'scratch' ? START_CHECK_ID : START_IN_ROOT_CHECK_ID;
  const place = placeOf(root);
  const failed = (summary: string, evidence: readonly string[] = []) =>
    newCheck(id, 'fail', summary, [...evidence, ...endOfOutput(run)]);
  const { exitCode, signal, oomKilled, timedOut, startError } = run.result;
  const passed = (summary: string, evidence: readonly string[] = []) =>
    newCheck(id, 'pass', summary, [...evidence, ...lastLines('stderr', run.stderr)]);
  if (startError !== undefined) {
    const where = root === 'scratch' ? 'in an empty container' : place;
    return failed(`Linux could not start the program ${where}`, [quote(startError)]);
  }
  if (oomKilled)
    return failed('The program needed more memory than it was given (memoryMegabytes)');
  if (timedOut) {
    const { timeoutSeconds } = expectation;
    return passed(`Started ${place}; still running after ${timeoutSeconds} s, then stopped`);
  }
  if (run.endedAfterOutput === true) {
    return passed(`Started ${place}; said what was expected, went on, and was stopped`);
  }
  if (signal !== undefined && FATAL_SIGNALS.includes(signal) && signal !== expectation.signal) {
    const hint = HINTS[signal];
    return failed(`The program was killed by ${signal}`, [
      describeEnd(run),
      ...(hint === undefined ? [] : [hint]),
    ]);
  }
  if (signal === undefined && exitCode !== expectation.exitCode) {
    if (exitCode === PANIC_EXIT_CODE && run.stderr.includes('panicked at')) {
      return failed('The program panicked', [describeEnd(run)]);
    }
    if (exitCode === 126 || exitCode === 127) {
      const summary = `The program ended with ${exitCode}, which says that something could not be executed`;
      return failed(summary, [describeEnd(run)]);
    }
  }
  const end =
    run.server?.phase === 'stopped' && expectation.stop !== undefined
      ? `ended after ${expectation.stop}`
      : signal === undefined
        ? 'ended by itself'
        : `was ended by ${signal}`;
  return passed(`Started ${place} and ${end}`, [describeEnd(run)]);
}

function expectedExitCode(run: ProgramRun, expectation: RunExpectation, started: Check): Check {
  const id = 'expected-exit-code';
  const { exitCode: expected, timeoutSeconds } = expectation;
  const { exitCode, signal } = run.result;
  if (expected === undefined) return noExitCodeExpected(run, expectation, started);
  if (!hasEnded(run)) {
    return newCheck(
      id,
      'fail',
      `Exit code ${expected} was expected; ${noEnd(run, timeoutSeconds)}`,
    );
  }
  if (signal !== undefined) {
    return newCheck(id, 'fail', `Exit code ${expected} was expected; ${signal} ended the program`, [
      describeEnd(run),
      ...endOfOutput(run),
    ]);
  }
  return exitCode === expected
    ? newCheck(id, 'pass', `The exit code is ${expected}, as expected`)
    : newCheck(id, 'fail', `The exit code is ${exitCode}, not ${expected}`, [
        describeEnd(run),
        ...endOfOutput(run),
      ]);
}

function noExitCodeExpected(run: ProgramRun, expectation: RunExpectation, started: Check): Check {
  const id = 'expected-exit-code';
  const { exitCode, signal } = run.result;
  const evidence = hasEnded(run) ? [describeEnd(run)] : [];
  if (expectation.signal !== undefined) {
    return newCheck(id, 'not-applicable', 'A signal is expected and no exit code', evidence);
  }
  // What a server does with the signal that stops it is its own choice.
  const wasStopped = run.server?.phase === 'stopped' && signal === expectation.stop;
  if (hasEnded(run) && exitCode !== 0 && started.status !== 'fail' && !wasStopped) {
    const summary =
      signal === undefined
        ? `The exit code is ${exitCode}, and none is declared: expectedExitCode`
        : `${signal} ended the program, and none is declared: expectedSignal`;
    return newCheck(id, 'warn', summary, evidence);
  }
  const hint = 'Any exit code is accepted; declare one with the option expectedExitCode';
  return newCheck(id, 'not-applicable', hint, evidence);
}

function expectedSignal(run: ProgramRun, expectation: RunExpectation): Check[] {
  const id = 'expected-signal';
  const { signal: expected, timeoutSeconds } = expectation;
  if (expected === undefined) return [];
  if (!hasEnded(run)) {
    return [newCheck(id, 'fail', `${expected} was expected; ${noEnd(run, timeoutSeconds)}`)];
  }
  const { signal, exitCode } = run.result;
  if (signal === expected) return [newCheck(id, 'pass', `${expected} ended it, as expected`)];
  const summary =
    signal === undefined
      ? `${expected} was expected to end the program; it ended with exit code ${exitCode}`
      : `${expected} was expected to end the program; ${signal} did`;
  return [newCheck(id, 'fail', summary, [describeEnd(run), ...endOfOutput(run)])];
}

function expectedStdout(run: ProgramRun, expectation: RunExpectation): Check {
  if (expectation.stdout === undefined) {
    const hint = 'Output is not looked at; declare a pattern with the option expectedStdout';
    return newCheck('expected-output', 'not-applicable', hint);
  }
  return expectedOutput('expected-output', 'stdout', expectation.stdout, run, expectation);
}

function expectedStderr(run: ProgramRun, expectation: RunExpectation): Check[] {
  const { stderr } = expectation;
  if (stderr === undefined) return [];
  return [expectedOutput('expected-stderr', 'stderr', stderr, run, expectation)];
}

function expectedOutput(
  id: string,
  stream: 'stdout' | 'stderr',
  pattern: string,
  run: ProgramRun,
  { timeoutSeconds }: RunExpectation,
): Check {
  const name = stream === 'stdout' ? 'Standard output' : 'Standard error';
  const asked = `pattern ${quote(pattern)}`;
  if (run.result.startError === undefined && saysWhatIsExpected(run[stream], pattern)) {
    return newCheck(id, 'pass', `${name} is as expected`, [asked]);
  }
  const summary = hasEnded(run)
    ? `${name} is not as expected`
    : `${name} is not as expected; ${noEnd(run, timeoutSeconds)}`;
  return newCheck(id, 'fail', summary, [
    asked,
    ...(run.outputTruncated ? ['the output was cut, being larger than what is kept'] : []),
    ...endOfOutput(run),
  ]);
}
