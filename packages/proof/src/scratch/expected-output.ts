import { saysWhatIsExpected } from '../checks/describe-run.js';
import type { CappedOutput } from './capped-output.js';

/** Output comes in pieces of any size; it is looked at in steps of this, not at each. */
const LOOK_MILLISECONDS = 50;

/**
 * How long a program that has said what was expected may take to end by itself. `--version` does at
 * once, and how it ends is worth knowing; a server never does.
 */
const GRACE_MILLISECONDS = 1000;

/** Watches a program's output, and tells once when it has said what was expected and goes on. */
export class ExpectedOutput {
  readonly #grace: number;
  #timer: NodeJS.Timeout | undefined;
  #told = false;

  /** @param pattern undefined: nothing is watched */
  constructor(
    private readonly stdout: CappedOutput,
    private readonly pattern: string | undefined,
    private readonly said: () => void,
    { graceMilliseconds = GRACE_MILLISECONDS }: { graceMilliseconds?: number } = {},
  ) {
    this.#grace = graceMilliseconds;
  }

  /** There is more output. */
  look(): void {
    if (this.pattern === undefined || this.#told || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#matches()) this.#timer = setTimeout(this.#end, this.#grace);
    }, LOOK_MILLISECONDS);
  }

  /** No timer is left afterwards. */
  close(): void {
    clearTimeout(this.#timer);
  }

  /** Once more, over all that was said meanwhile: `^v1$` matches the beginning of `v10` as well. */
  readonly #end = (): void => {
    this.#timer = undefined;
    if (!this.#matches()) return;
    this.#told = true;
    this.said();
  };

  #matches(): boolean {
    return this.pattern !== undefined && saysWhatIsExpected(this.stdout.content(), this.pattern);
  }
}
