import { signalNumber, type ContainerResult } from '@statix/engine';
import type { ProgramRun } from '../checks/program-run.js';
import type { StarterReport } from '../starter/starter-report.js';

/** What Docker's runtime says of a starter that is of another architecture; its exit code is 1 or 255. */
const NOT_STARTED = /^exec \/statix\/start: (.+)$/;

/** Of a program that was ended because it had said what was expected: no end of its own. */
const ENDED = { exitCode: 0, oomKilled: false, timedOut: false };

/**
 * How a program ended: by the word of its starter where there is one, for the engine knows one byte of it. Without,
 * the starter itself was killed (with all that was in the container), or could not be started.
 *
 * @param result of the container; undefined if it was ended because the program had said what was expected
 */
export function toldResult(
  result: ContainerResult | undefined,
  report: StarterReport | undefined,
  stderr: Buffer,
): Pick<ProgramRun, 'result' | 'server'> {
  if (result === undefined) return { result: ENDED };
  if (report === undefined) return { result: { ...result, ...withoutStarter(result, stderr) } };
  const { exitCode, signal, startError, timedOut, phase, connection } = report;
  const killed = signal === undefined ? undefined : (signalNumber(signal) ?? numberIn(signal));
  return {
    result: {
      exitCode: exitCode ?? (killed === undefined ? 127 : 128 + killed),
      ...(signal === undefined || timedOut ? {} : { signal }),
      ...(startError === undefined ? {} : { startError }),
      // The engine looks for it where an exit code says SIGKILL: a program can choose that code.
      oomKilled: result.oomKilled && signal === 'SIGKILL' && !timedOut,
      timedOut,
    },
    ...(phase === 'plain' ? {} : { server: { phase, connection } }),
  };
}

function withoutStarter({ startError }: ContainerResult, stderr: Buffer): { startError?: string } {
  if (startError !== undefined) return {};
  const said = NOT_STARTED.exec(stderr.toString('utf8').trimEnd())?.[1];
  return said === undefined ? {} : { startError: said };
}

function numberIn(signal: string): number {
  return Number(signal.replace('signal ', ''));
}
