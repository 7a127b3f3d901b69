import type { ImageContract } from '@statix/contract';
import type { BuildTimes } from '../output/build-times.js';
import type { CargoJob } from '../workbench/workbench.js';
import { countingJob } from './counting-job.js';
import { timedJob } from './timed-job.js';

/** What is told of the compilations of a build at its end. */
export type Measured = Pick<BuildTimes, 'compilerCache' | 'packages'>;

/** A job of cargo, for a container, that also tells what its compilations took and had of the compiler cache. */
export function measuredJob<T>(
  job: CargoJob<T>,
  contract: Pick<ImageContract, 'compilerCache' | 'tools' | 'paths'>,
  times: Measured,
): CargoJob<T> {
  return countingJob(timedJob(job, contract, times.packages), contract, times.compilerCache);
}
