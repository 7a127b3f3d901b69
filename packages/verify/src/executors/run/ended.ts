/** How a program ended. */
export interface Ended {
  readonly exitCode: number | undefined;
  /** `SIGSEGV`. */
  readonly signal?: string | undefined;
  /** Why it could not be started. */
  readonly startError?: string | undefined;
}
