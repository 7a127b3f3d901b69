import { signalName } from './signals.js';

/** The name of the signal that an exit code of 128 + n stands for: 139 is `SIGSEGV`. */
export function exitSignal(exitCode: number): string | undefined {
  return signalName(exitCode - 128);
}
