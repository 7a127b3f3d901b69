import { join } from 'node:path/posix';
import type { GitTurns } from '../credentials/fetch-secrets.js';
import type { CargoJob, Workbench } from '../workbench/workbench.js';
import { containerScript } from './container-script.js';

/** Makes a job that fetches do it with the git program and with Cargo's library, which each can do a part only. */
export async function jobByTurns<T>(
  { contract: { paths } }: Pick<Workbench, 'contract'>,
  job: CargoJob<T>,
  { home, most }: GitTurns,
): Promise<CargoJob<T>> {
  const script = await containerScript('fetch-by-turns.sh');
  return {
    ...job,
    argv: ['sh', join(paths.home, script.path), home, String(most), ...job.argv],
    inputs: [...job.inputs, { folder: paths.home, files: [script], times: {} }],
  };
}
