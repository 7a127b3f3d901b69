import { join } from 'node:path/posix';
import { compileJob, type CompileRequest } from './compile-job.js';
import { containerScript } from './container-script.js';
import type { CargoJob, JobFiles, Workbench } from '../workbench/workbench.js';

/** What came of it, and whether programs that asked the C library for the time got a later one. */
export interface Rebuilt<T> {
  readonly value: T;
  readonly hadClock: boolean;
}

/**
 * A compilation in a folder that the image does not have, with a later clock.
 *
 * @param bench one that is elsewhere
 */
export async function rebuildJob<T>(
  bench: Pick<Workbench, 'contract'>,
  request: CompileRequest,
  laterSeconds: number,
  after: (files: JobFiles) => Promise<T>,
): Promise<CargoJob<Rebuilt<T> | undefined>> {
  const { home } = bench.contract.paths;
  const files = await Promise.all(['rebuild.sh', 'later-clock.c'].map(containerScript));
  const job = compileJob(bench, request, async (left) => {
    const clock = await left.open(join(home, 'later-clock.so'));
    clock?.content.destroy();
    return { value: await after(left), hadClock: clock !== undefined };
  });
  return {
    ...job,
    purpose: 'rebuild',
    argv: ['sh', join(home, 'rebuild.sh'), String(laterSeconds), ...job.argv],
    inputs: [
      ...job.inputs.map((input) => ({ ...input, isNew: true })),
      { folder: home, files, times: {} },
    ],
  };
}
