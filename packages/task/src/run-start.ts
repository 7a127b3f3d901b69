import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { performance } from 'node:perf_hooks';

/** As much of a process as tells when the run of Nx began. */
export interface ProcessFacts {
  readonly parent: number;
  readonly argv: readonly string[];
  /** Milliseconds on a clock that all processes of the machine share. */
  readonly started: number;
}

/** undefined for a process that is gone. */
export type ProcessReader = (pid: number) => ProcessFacts | undefined;

/**
 * Linux cuts both starts to a clock tick, so their difference may be one too large, and an edit right
 * before the command would count as one after it. Node alone needs longer than a tick to begin, and Nx
 * hashes after that: the later time is safe.
 */
const TICK_MILLISECONDS = 10;

/**
 * When the process of Nx began that runs this task: milliseconds since the epoch. Everything that Nx
 * has hashed for the run it has hashed after that.
 *
 * Executors are forked by it, some through a pseudo terminal, with `fork.js` of Nx and a shell in
 * between. Nx tells them no time: NX_INVOCATION_ROOT_PID (23) is the outermost of nested runs, and 24
 * has another variable. The time is reckoned from this process's own start, whose wall-clock time Node knows, and
 * not from `/proc/uptime`, which containers may have of their own.
 *
 * @returns undefined outside of a run of tasks, where nothing is stored under a hash, and where the
 *   system does not tell
 */
export function nxRunStart({
  env = process.env,
  pid = process.pid,
  ppid = process.ppid,
  ownStart = startOnClock(performance.timeOrigin, Date.now() - performance.now()),
  read = readProcess,
}: {
  env?: NodeJS.ProcessEnv;
  pid?: number;
  ppid?: number;
  ownStart?: number;
  read?: ProcessReader;
} = {}): number | undefined {
  if (env['NX_TASK_HASH'] === undefined) return undefined;
  const own = read(pid);
  let nx = read(ppid);
  while (nx !== undefined && isBetween(nx)) nx = read(nx.parent);
  if (own === undefined || nx === undefined) return undefined;
  return ownStart - (own.started - nx.started) + TICK_MILLISECONDS;
}

/**
 * When a process began, on the clock of the files that were changed since. Of a clock that was set back in between
 * the earlier of two readings is safe: an edit after that would count as one before the run. One that seems to have
 * been set forward may have been asleep, in which time Node's monotonic clock stands still.
 *
 * @param then wall-clock time of its start, as it was read at its start
 * @param now the same, reckoned from the clock as it is
 */
function startOnClock(then: number, now: number): number {
  return Math.min(then, now);
}

/** What stands between Nx and a task in a pseudo terminal: `sh -c "node …/fork.js …"`, `node …/fork.js`. */
function isBetween({ argv }: ProcessFacts): boolean {
  const [program = '', ...args] = argv;
  const isShell = /^(ba|da|z)?sh$/.test(basename(program));
  return args.some((arg) => /[\\/]tasks-runner[\\/]fork(\.js)?\b/.test(arg)) || isShell;
}

/** proc_pid_stat(5): the 22nd field is the start in clock ticks, of which Linux shows 100 a second. */
function readProcess(pid: number): ProcessFacts | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the program's name, is in parentheses and may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const argv = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
    return { parent: Number(fields[1]), argv, started: Number(fields[19]) * 10 };
  } catch {
    return undefined;
  }
}
