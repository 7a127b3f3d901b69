import { join } from 'node:path/posix';
import type { PlannedBinary } from '@statix/cargo';
import type { CargoJob, JobFiles, JobOutput, Workbench } from '../workbench/workbench.js';
import { containerScript } from './container-script.js';

/** In the target folder, so that nothing is copied; no name of Cargo's begins so. */
const FOLDER = '.statix-split';

export interface SplitRequest {
  /** As cargo has left them. */
  readonly binaries: readonly PlannedBinary[];
  /** What stays in no program. */
  readonly strip: 'debuginfo' | 'symbols';
  readonly onOutput: JobOutput;
}

/** Where the programs are after the split; the debug information is beside each, with `.debug` at its name. */
export function splitBinaries(binaries: readonly PlannedBinary[]): PlannedBinary[] {
  return binaries.map((binary) => ({ ...binary, path: `${FOLDER}/${binary.name}` }));
}

/**
 * Takes the debug information out of programs, into files of its own. No code of a crate runs in it.
 *
 * @param after gets the files of a split that succeeded
 */
export async function splitDebugJob<T>(
  { contract: { paths } }: Pick<Workbench, 'contract'>,
  { binaries, strip, onOutput }: SplitRequest,
  after: (files: JobFiles) => Promise<T>,
): Promise<CargoJob<T | undefined>> {
  const script = await containerScript('split-debug.sh');
  const programs = binaries.map(({ path }) => join(paths.target, path));
  const taken = strip === 'symbols' ? '--strip-all' : '--strip-debug';
  return {
    purpose: 'split-debug',
    argv: ['sh', join(paths.home, script.path), join(paths.target, FOLDER), taken, ...programs],
    environment: {},
    workingDirectory: paths.home,
    inputs: [{ folder: paths.home, files: [script], times: {} }],
    watched: [],
    outputs: splitBinaries(binaries).flatMap(({ path }) => [path, `${path}.debug`]),
    access: 'build',
    onOutput,
    after: async ({ exitCode }, files) => (exitCode === 0 ? after(files) : undefined),
  };
}
