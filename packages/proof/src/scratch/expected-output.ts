import { saysWhatIsExpected, type RunExpectation } from '../checks/run-checks.js';
import type { CappedOutput } from './capped-output.js';

/** Output comes in pieces of any size; it is looked at in steps of this, not at each. */
const LOOK_MILLISECONDS = 50;

/**
 * How long a program that has said what was expected may take to end by itself. `--version` does at
 * once, and how it ends is worth knowing; a server never does.
 */
const GRACE_MILLISECONDS = 1000;

/** Watches a program's output, and tells when it has said what was expected and goes on. */
export class ExpectedOutput {
  readonly #controller = new AbortController();
  readonly #pattern: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly stdout: CappedOutput,
    { stdout: pattern, exitCode }: Pick<RunExpectation, 'exitCode' | 'stdout'> = {},
  ) {
    // Who expects an exit code waits for the end.
    this.#pattern = exitCode === undefined ? pattern : undefined;
  }

  get said(): AbortSignal {
    return this.#controller.signal;
  }

  /** There is more output. */
  look(): void {
    if (this.#pattern === undefined || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#matches()) this.#timer = setTimeout(this.#end, GRACE_MILLISECONDS);
    }, LOOK_MILLISECONDS);
  }

  /** No timer is left afterwards. */
  close(): void {
    clearTimeout(this.#timer);
  }

  /** Once more, over all that was said meanwhile: `^v1$` matches the beginning of `v10` as well. */
  readonly #end = (): void => {
    this.#timer = undefined;
    if (this.#matches()) this.#controller.abort(new Error('It has said what was expected'));
  };

  #matches(): boolean {
    return this.#pattern !== undefined && saysWhatIsExpected(this.stdout.content(), this.#pattern);
  }
}
