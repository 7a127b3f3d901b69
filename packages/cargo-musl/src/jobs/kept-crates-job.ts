import { join } from 'node:path/posix';
import type { CargoJob, JobFiles, Workbench } from '../workbench/workbench.js';
import { containerScript } from './container-script.js';
import { takeCratesJob, type TakeCratesRequest } from './take-crates-job.js';

/** Where the files of {@link keptCratesJob} lie, in its archive. */
export const KEPT = 'kept';

/**
 * Puts crates of a folder of this machine into the store, where nothing is in their place.
 *
 * @param request its archive has them below {@link KEPT}
 * @param isWhole whether cargo is then to unpack them all, without a network
 */
export async function keptCratesJob<T>(
  bench: Pick<Workbench, 'contract'>,
  request: TakeCratesRequest,
  isWhole: boolean,
  after: (files: JobFiles) => Promise<T>,
): Promise<CargoJob<T | undefined>> {
  const { home, cargoHome } = bench.contract.paths;
  const script = await containerScript('take-crates.sh');
  const job = takeCratesJob(bench, request, after);
  return {
    ...job,
    argv: [
      ...['sh', join(home, script.path), join(home, KEPT), cargoHome],
      ...(isWhole ? job.argv : ['true']),
    ],
    inputs: [...job.inputs, { folder: home, files: [script], times: {} }],
    archives: [{ folder: home, archive: request.archive }],
  };
}
