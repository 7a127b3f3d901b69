import { join } from 'node:path/posix';
import { containerScript } from '../jobs/container-script.js';
import type { StagedFile } from '../staging/staged-file.js';
import {
  seedsFolder,
  type CargoJob,
  type JobOutput,
  type Workbench,
} from '../workbench/workbench.js';
import type { UnitFiles } from './unit-files.js';

/** Copies compiled units from a store of seeds to a target folder; gives whether all of them came. */
export async function takeSeedsJob(
  { contract: { paths }, contract }: Pick<Workbench, 'contract'>,
  { results, fingerprints }: UnitFiles,
  onOutput: JobOutput,
): Promise<CargoJob<boolean>> {
  const script = await containerScript('take-seeds.sh');
  const list = (path: string, lines: readonly string[]): StagedFile => ({
    ...{ path, executable: false },
    content: Buffer.from(lines.map((line) => `${line}\n`).join('')),
  });
  const files = [script, list('results', results), list('fingerprints', fingerprints)];
  return {
    purpose: 'seeds',
    argv: ['sh', join(paths.home, script.path), seedsFolder(contract), paths.target],
    environment: {},
    workingDirectory: paths.home,
    inputs: [{ folder: paths.home, files, times: {} }],
    watched: [],
    outputs: [],
    access: 'take-seeds',
    onOutput,
    after: ({ exitCode }) => Promise.resolve(exitCode === 0),
  };
}
