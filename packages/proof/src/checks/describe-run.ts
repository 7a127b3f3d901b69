import { quote } from '@statix/elf';
import type { ProgramRun } from './program-run.js';

const SHOWN_LINES = 10;

/** Whether there is an end that the program has come to by itself. */
export function hasEnded(run: ProgramRun): boolean {
  const { startError, timedOut } = run.result;
  return startError === undefined && !timedOut && run.endedAfterOutput !== true;
}

/** Why there is none. */
export function noEnd(run: ProgramRun, timeoutSeconds: number): string {
  return run.result.startError === undefined
    ? `the program was still running after ${timeoutSeconds} s`
    : 'the program could not be started';
}

/** `exit code 3`, or the signal and what a shell makes of it. */
export function describeEnd({ result: { exitCode, signal } }: ProgramRun): string {
  return signal === undefined
    ? `exit code ${exitCode}`
    : `ended by ${signal}, which a shell shows as ${exitCode}`;
}

/** The last lines of both outputs, for a person. */
export function endOfOutput({ stdout, stderr }: ProgramRun): string[] {
  return [...lastLines('stdout', stdout), ...lastLines('stderr', stderr)];
}

export function lastLines(stream: string, bytes: Buffer): string[] {
  const text = bytes.subarray(-4096).toString('utf8').trimEnd();
  if (text === '') return [`${stream}: empty`];
  return text
    .split('\n')
    .slice(-SHOWN_LINES)
    .map((line) => `${stream}: ${quote(line)}`);
}

/** @param pattern source of a regular expression, with the flag `m` */
export function saysWhatIsExpected(output: Buffer, pattern: string): boolean {
  return new RegExp(pattern, 'm').test(output.toString('utf8'));
}
