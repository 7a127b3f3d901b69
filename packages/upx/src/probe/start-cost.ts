import { unusualEnd } from '../run-in-image.js';
import type { ProbeRun, RunProbe } from './probe-image.js';

/** All runs together; what a program takes longer for is cut off. */
const BUDGET_MILLISECONDS = 2000;
const MOST_PAIRS = 15;

/** Medians over the same number of runs of each, one after the other in turn. */
export interface StartCost {
  /** Of each of the two. */
  readonly runs: number;
  /** Up to what was measured: a program that says nothing is measured to its end. */
  readonly until: 'first-output' | 'end';
  readonly startMicroseconds: { readonly original: number; readonly packed: number };
  /** The most that was resident at once. */
  readonly memoryKibibytes: { readonly original: number; readonly packed: number };
}

/**
 * Measures how long both programs take to their first output, or to their end if they say nothing, and
 * how much memory is resident at most until 100 ms later: A B A B, after one of each that is not counted.
 *
 * @returns why there is nothing to tell, where there is not
 */
export async function measureStart(
  run: RunProbe,
  args: readonly string[],
): Promise<StartCost | { readonly why: string }> {
  return startCost(
    await run(
      ['start', String(BUDGET_MILLISECONDS), String(MOST_PAIRS), '/original', '/packed', ...args],
      3 * BUDGET_MILLISECONDS + 10_000,
    ),
  );
}

interface Line {
  readonly which: string;
  readonly nanoseconds: number;
  readonly kibibytes: number;
  readonly how: string;
}

/** What follows from what the probe has printed. */
export function startCost({ result, stdout }: ProbeRun): StartCost | { readonly why: string } {
  const lines = stdout.split('\n').flatMap(readLine);
  const whole = lines.filter(({ how }) => how === 'spoke' || how === 'ended');
  const original = whole.filter(({ which }) => which === 'original');
  const packed = whole.filter(({ which }) => which === 'packed');
  const runs = Math.min(original.length, packed.length);
  if (runs === 0) return { why: whyNothing(lines, unusualEnd(result) ?? exitOf(result.exitCode)) };
  const median = (all: readonly Line[], of: 'nanoseconds' | 'kibibytes') =>
    medianOf(all.slice(0, runs).map((line) => line[of]));
  return {
    runs,
    until: whole[0]?.how === 'spoke' ? 'first-output' : 'end',
    startMicroseconds: {
      original: Math.round(median(original, 'nanoseconds') / 1000),
      packed: Math.round(median(packed, 'nanoseconds') / 1000),
    },
    memoryKibibytes: {
      original: Math.round(median(original, 'kibibytes')),
      packed: Math.round(median(packed, 'kibibytes')),
    },
  };
}

function readLine(line: string): Line[] {
  const found = /^(original|packed) (\d{1,15}) (\d{1,12}) (spoke|ended|silent|died)$/.exec(line);
  if (found === null) return [];
  const [, which = '', nanoseconds, kibibytes, how = ''] = found;
  return [{ which, nanoseconds: Number(nanoseconds), kibibytes: Number(kibibytes), how }];
}

function whyNothing(lines: readonly Line[], end: string | undefined): string {
  if (lines.some(({ how }) => how === 'died')) return 'it was ended by a signal there';
  const seconds = BUDGET_MILLISECONDS / 1000;
  if (end === undefined) return `two runs of each take longer than ${seconds} s`;
  return `what measures it failed: ${end}`;
}

function exitOf(code: number): string | undefined {
  return code === 0 ? undefined : `exit code ${code}.`;
}

function medianOf(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((left, right) => left - right);
  const middle = sorted.length / 2;
  const [low = 0, high = 0] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

/** `start-up 1.2 → 101.4 ms, memory 2.4 → 35.8 MB`, for a line on the terminal. */
export function renderCost({ startMicroseconds, memoryKibibytes, runs, until }: StartCost): string {
  const milliseconds = (microseconds: number) => (microseconds / 1000).toFixed(1);
  const megabytes = (kibibytes: number) => ((kibibytes * 1024) / 1e6).toFixed(1);
  const { original: before, packed: after } = startMicroseconds;
  const end = until === 'first-output' ? 'first output' : 'end';
  return [
    `to its ${end} ${milliseconds(before)} → ${milliseconds(after)} ms`,
    `resident ${megabytes(memoryKibibytes.original)} → ${megabytes(memoryKibibytes.packed)} MB`,
    `medians of ${runs} ${runs === 1 ? 'run' : 'runs'} each`,
  ].join(', ');
}
