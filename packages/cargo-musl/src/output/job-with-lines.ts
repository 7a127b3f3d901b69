import type { CargoJob, JobOutput } from '../workbench/workbench.js';
import { LineReader } from './line-reader.js';

/** Whether a line, without its newline, is passed on; an output that is not named passes on all. */
export type ShownLines = Partial<Readonly<Record<keyof JobOutput, (line: string) => boolean>>>;

/**
 * A job of whose output only those lines are passed on that are for people.
 *
 * @param make the job, by where its output goes
 */
export function jobWithLines<T>(
  output: JobOutput,
  { stdout, stderr }: ShownLines,
  make: (output: JobOutput) => CargoJob<T>,
): CargoJob<T> {
  const out = stdout === undefined ? undefined : new ShownOutput(output.stdout, stdout);
  const err = stderr === undefined ? undefined : new ShownOutput(output.stderr, stderr);
  const job = make({ stdout: out?.push ?? output.stdout, stderr: err?.push ?? output.stderr });
  const { after } = job;
  if (after === undefined) return job;
  return {
    ...job,
    after: (result, files) => {
      // A program that was killed leaves a line without its end.
      out?.end();
      err?.end();
      return after(result, files);
    },
  };
}

class ShownOutput {
  #passed: void | Promise<void> = undefined;
  readonly #lines: LineReader;

  constructor(take: JobOutput['stdout'], isShown: (line: string) => boolean) {
    this.#lines = new LineReader((line) => {
      if (isShown(line)) this.#passed = take(Buffer.from(`${line}\n`));
    });
  }

  readonly push = (chunk: Buffer): void | Promise<void> => {
    this.#lines.push(chunk);
    return this.#passed;
  };

  end(): void {
    this.#lines.end();
  }
}
