import { join } from 'node:path/posix';
import { stripVTControlCharacters } from 'node:util';
import { isStatixError, type ImageContract } from '@statix/contract';
import { jobWithLines } from '../output/job-with-lines.js';
import { packageTimes, type PackageTime } from '../output/unit-times.js';
import type { CargoJob, JobFiles } from '../workbench/workbench.js';

/** In the target folder. */
const FOLDER = 'cargo-timings';
const PAGE = `${FOLDER}/cargo-timing.html`;

/** In bytes; a page has 30 kB and some hundred bytes for each unit. */
const LARGEST_PAGE = 16 * 1024 * 1024;

/** Where less was compiled, nobody asks what took long. */
const SHORTEST_MILLISECONDS = 10_000;
const FEWEST_PACKAGES = 3;

/** Cargo writes a page with another name each time as well, and removes none. */
const script = `folder=$1
shift
tidy() { if [ $# -gt 8 ]; then rm -f -- "$@"; fi; }
tidy "$folder"/cargo-timing-*.html
unset PWD
exec "$@"`;

/**
 * A job of cargo that also tells how long the packages took that it compiled, where it compiled for long. `--timings`
 * changes neither what is compiled nor Cargo's fingerprints. The page is asked for only then: a job that is done
 * at once costs no request. For a container, as `countingJob` is.
 *
 * @param told gets the packages, the slowest first
 */
export function timedJob<T>(
  job: CargoJob<T>,
  { paths }: Pick<ImageContract, 'paths'>,
  told: (packages: readonly PackageTime[]) => void,
  now: () => number = () => performance.now(),
): CargoJob<T> {
  const begun = now();
  const { after } = job;
  if (after === undefined) return job;
  return jobWithLines(job.onOutput, { stderr: isForPeople }, (onOutput): CargoJob<T> => ({
    ...job,
    onOutput,
    argv: ['/bin/sh', '-c', script, 'sh', join(paths.target, FOLDER), ...job.argv, '--timings'],
    outputs: [...job.outputs, PAGE],
    after: async (result, files) => {
      const took = now() - begun;
      const value = await after(result, files);
      // Where crates are compiled for all projects cargo fails, as there are no programs, and has a result.
      if (value === undefined || took < SHORTEST_MILLISECONDS) return value;
      const packages = packageTimes((await readPage(files, join(paths.target, PAGE))) ?? '');
      if (packages !== undefined && packages.length >= FEWEST_PACKAGES) told(packages);
      return value;
    },
  }));
}

/** Where cargo says that it has written the page is a place in the container, which nobody can open. */
function isForPeople(line: string): boolean {
  return !/^ *Timing report saved to \S+$/.test(stripVTControlCharacters(line));
}

/** Whatever size is announced, no more than the limit is read. */
async function readPage(files: JobFiles, path: string): Promise<string | undefined> {
  const file = await files.open(path).catch((error: unknown) => {
    // A crate has put something else there, which is no reason to fail.
    if (isStatixError(error) && error.code === 'STATIX_CONTAINER_FILE_REFUSED') return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of file.content) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.byteLength;
    // Leaving the loop destroys the stream.
    if (size > LARGEST_PAGE) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
