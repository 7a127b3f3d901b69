import { setImmediate } from 'node:timers/promises';
import { hiddenInputs, type AskedFor } from './hidden-inputs.js';

/** Tells once for a run which files the build does not see; see `hiddenInputs`. */
export class UnseenInputs {
  readonly #tell: () => Promise<void>;
  #telling: Promise<void> | undefined;

  /** @param report gets lines for a person; undefined where they would stand in somebody's terminal */
  constructor(
    workspaceRoot: string,
    asked: AskedFor,
    report: ((line: string) => void) | undefined,
  ) {
    this.#tell = async () => {
      if (report === undefined) return;
      // What was asked of the engine is on its way first.
      await setImmediate();
      for (const line of await hiddenInputs(workspaceRoot, asked)) report(line);
    };
  }

  /** Begins to look, unless somebody has: to start git keeps this process for 40 ms. */
  begin(): void {
    this.#telling ??= this.#tell();
    this.#telling.catch(() => undefined);
  }

  /** Waits until all is told. */
  async end(): Promise<void> {
    await this.#telling;
  }
}
