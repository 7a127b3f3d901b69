import type { RunExpectation } from '@statix/contract';
import { signalNumber } from '@statix/engine';
import { probeRequest } from './probe-request.js';

/** Where the starter is in the container. */
export const STARTER_PATH = '/statix/start';

/** And what emulates a processor, where a run is on one. */
export const EMULATOR_PATH = '/statix/emulator';

/** The signal that tells it that the program has said what it was to say; see start.c. */
export const TOLD_SIGNAL = '64';

export interface StarterPlan {
  /** Hex digits that nobody can guess: they mark the report. */
  readonly nonce: string;
  readonly timeoutMilliseconds: number;
  /** In the container: the program's argv[0] as well. */
  readonly program: string;
  readonly arguments: readonly string[];
  /** The processor that it runs on, as qemu-user calls it; that of the machine if left out. */
  readonly cpu?: string | undefined;
  readonly expectation?: Pick<RunExpectation, 'ready' | 'probe' | 'stop'> | undefined;
}

/** The command of a container whose process 1 is the starter; start.c says what its arguments mean. */
export function starterCommand({
  nonce,
  timeoutMilliseconds,
  program,
  arguments: args,
  cpu,
  expectation: { ready, probe, stop } = {},
}: StarterPlan): string[] {
  const port = probe === undefined ? '-' : String('http' in probe ? probe.http.port : probe.tcp);
  const request = probe !== undefined && 'http' in probe ? probeRequest(probe.http) : '-';
  return [
    STARTER_PATH,
    nonce,
    String(Math.ceil(timeoutMilliseconds)),
    ready === undefined ? '-' : 'port' in ready ? String(ready.port) : 'told',
    port,
    request,
    stop === undefined ? '0' : String(signalNumber(stop) ?? 0),
    ...(cpu === undefined ? [] : [EMULATOR_PATH, '-cpu', cpu]),
    program,
    ...args,
  ];
}
