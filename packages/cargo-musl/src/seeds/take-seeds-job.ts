import { readFile } from 'node:fs/promises';
import { join as joinHost } from 'node:path';
import { join } from 'node:path/posix';
import {
  seedsFolder,
  type CargoJob,
  type JobOutput,
  type Workbench,
} from '../workbench/workbench.js';
import type { UnitFiles } from './unit-files.js';

const SCRIPT = joinHost(__dirname, '../../container/take-seeds.sh');

/** Copies compiled units from a store of seeds to a target folder; gives whether all of them came. */
export async function takeSeedsJob(
  { contract: { paths }, contract }: Pick<Workbench, 'contract'>,
  { results, fingerprints }: UnitFiles,
  onOutput: JobOutput,
): Promise<CargoJob<boolean>> {
  const script = await readFile(SCRIPT);
  const list = (lines: readonly string[]) => Buffer.from(lines.map((line) => `${line}\n`).join(''));
  const files = [
    { path: 'take-seeds.sh', content: script },
    { path: 'results', content: list(results) },
    { path: 'fingerprints', content: list(fingerprints) },
  ];
  return {
    purpose: 'seeds',
    argv: ['sh', join(paths.home, 'take-seeds.sh'), seedsFolder(contract), paths.target],
    environment: {},
    workingDirectory: paths.home,
    inputs: [
      {
        folder: paths.home,
        files: files.map((file) => ({ ...file, executable: false })),
        times: {},
      },
    ],
    watched: [],
    outputs: [],
    access: 'take-seeds',
    onOutput,
    after: ({ exitCode }) => Promise.resolve(exitCode === 0),
  };
}
