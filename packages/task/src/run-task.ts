import { renderError, type NxCommands } from '@statix/contract';

/** What an Nx executor returns. */
export interface TaskOutcome {
  success: boolean;
}

/** The abort reason of a task that was told to stop. */
export class TaskStopped extends Error {
  override readonly name = 'AbortError';
}

/**
 * Nx sends SIGTERM whatever the user pressed and kills about 5 s later; work has 3 s for its clean-up,
 * and this is the point at which it is no longer waited for.
 */
const GRACE_MILLISECONDS = 4_000;

/**
 * SIGTERM comes from Nx, the other two when an executor is run by hand. When Nx itself is killed no
 * signal comes at all: only the channel to it closes.
 */
const endings = ['SIGTERM', 'SIGINT', 'SIGHUP', 'disconnect'] as const;

/**
 * Runs an executor's work. `signal` is aborted on SIGTERM, SIGINT, SIGHUP and when the parent
 * process is gone; the work then cleans up within 3 s and this resolves after it, with
 * `success: false` and one line `Stopped.`. An error is printed once on stderr, with its stack only
 * if NX_VERBOSE_LOGGING is `true`. Never rejects.
 *
 * @param commands how the commands of a remedy are typed; asked only for an error
 */
export async function runTask(
  work: (signal: AbortSignal) => Promise<void>,
  {
    graceMilliseconds = GRACE_MILLISECONDS,
    commands,
  }: { graceMilliseconds?: number; commands?: () => NxCommands } = {},
): Promise<TaskOutcome> {
  const controller = new AbortController();
  const { signal } = controller;
  const stop = (cause?: unknown): void => {
    // An 'AbortError' of our own: the default reason is a DOMException without a useful message.
    const by = typeof cause === 'string' ? cause : 'the end of the parent process';
    controller.abort(new TaskStopped(`Stopped by ${by}`));
  };
  for (const ending of endings) process.on(ending, stop);

  const grace = expiryAfterAbort(signal, graceMilliseconds);
  try {
    const failure = await Promise.race([settle(work, signal), grace.expired]);
    if (signal.aborted) {
      printLine(failure === OVERDUE ? 'Stopped, before everything was cleaned up.' : 'Stopped.');
      return { success: false };
    }
    if (failure === undefined) return { success: true };
    const verbose = process.env['NX_VERBOSE_LOGGING'] === 'true';
    printLine(renderError(failure.error, { verbose, commands: commands?.() }));
    return { success: false };
  } finally {
    grace.cancel();
    for (const ending of endings) process.off(ending, stop);
  }
}

const OVERDUE = { error: undefined };

async function settle(
  work: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<{ error: unknown } | undefined> {
  try {
    await work(signal);
    return undefined;
  } catch (error) {
    return { error };
  }
}

function expiryAfterAbort(signal: AbortSignal, milliseconds: number) {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<typeof OVERDUE>((resolve) => {
    signal.addEventListener('abort', () => {
      timer = setTimeout(resolve, milliseconds, OVERDUE);
    });
  });
  return {
    expired,
    cancel: () => {
      clearTimeout(timer);
    },
  };
}

function printLine(text: string): void {
  process.stderr.write(`${text}\n`);
}
