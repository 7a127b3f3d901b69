import type { CargoJob, JobOutput } from '../workbench/workbench.js';
import { LineReader } from './line-reader.js';

/**
 * A job of whose standard output only those lines are passed on that are for people.
 *
 * @param isShown gets each line, without its newline
 * @param make the job, by where its output goes
 */
export function jobWithLines<T>(
  output: JobOutput,
  isShown: (line: string) => boolean,
  make: (output: JobOutput) => CargoJob<T>,
): CargoJob<T> {
  let passed: void | Promise<void>;
  const lines = new LineReader((line) => {
    if (isShown(line)) passed = output.stdout(Buffer.from(`${line}\n`));
  });
  const job = make({
    ...output,
    stdout: (chunk) => {
      lines.push(chunk);
      return passed;
    },
  });
  const { after } = job;
  if (after === undefined) return job;
  return {
    ...job,
    after: (result, files) => {
      // A program that was killed leaves a line without its end.
      lines.end();
      return after(result, files);
    },
  };
}
