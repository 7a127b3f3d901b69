/**
 * Signals that end a program unless it handles them, signal(7) for x86-64: the container's numbers. Those of
 * the host would be wrong on macOS.
 */
const names: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  10: 'SIGUSR1',
  11: 'SIGSEGV',
  12: 'SIGUSR2',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
  16: 'SIGSTKFLT',
  24: 'SIGXCPU',
  25: 'SIGXFSZ',
  26: 'SIGVTALRM',
  27: 'SIGPROF',
  29: 'SIGIO',
  30: 'SIGPWR',
  31: 'SIGSYS',
};

/** `SIGSEGV` for 11; undefined for a number that has no name here, as real-time signals. */
export function signalName(number: number): string | undefined {
  return names[number];
}

/** 11 for `SIGSEGV`. */
export function signalNumber(name: string): number | undefined {
  const found = Object.entries(names).find(([, known]) => known === name);
  return found === undefined ? undefined : Number(found[0]);
}

/** All names, in the order of their numbers. */
export const signalNames: readonly string[] = Object.values(names);
