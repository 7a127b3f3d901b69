/** How far a server came, and what it answered. */
export interface ServerRun {
  /** `probing`: it ended before the probe had; `stopped`: it was sent its signal. */
  readonly phase: 'not-ready' | 'probing' | 'stopped';
  /** Undefined where no connection was tried. */
  readonly connection?:
    | {
        /** Why there was none: `Connection refused`. */
        readonly error?: string;
        /** The program has closed it, so that the answer is whole. */
        readonly closed: boolean;
        readonly answer: Buffer;
      }
    | undefined;
}

/** What became of a program that was started alone in a container. */
export interface ProgramRun {
  readonly result: {
    /** That of the program; 128 and its number where a signal ended it. */
    readonly exitCode: number;
    /** The signal that ended it: `SIGSEGV`. */
    readonly signal?: string | undefined;
    readonly oomKilled: boolean;
    readonly timedOut: boolean;
    /** Why it could not be started at all. */
    readonly startError?: string | undefined;
  };
  /** Of a run that waits for a server; undefined where it was never started. */
  readonly server?: ServerRun | undefined;
  /** It had said what was expected and went on, and was ended for that. */
  readonly endedAfterOutput?: boolean | undefined;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly outputTruncated: boolean;
}
