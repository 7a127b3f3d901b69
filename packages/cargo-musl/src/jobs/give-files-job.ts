import { join } from 'node:path/posix';
import type { StagedFile } from '../staging/staged-file.js';
import type { CargoJob, JobOutput, Workbench } from '../workbench/workbench.js';
import { containerScript } from './container-script.js';

/** Files of a store, one after the other; no code of a crate runs where they are read. */
export interface GivenFiles {
  /**
   * `crates`: files of Cargo's home that have such a name. `units`: such paths in a store of seeds, with all that is
   * below. `objects`: what ccache has there, without such paths.
   */
  readonly of: 'crates' | 'units' | 'objects';
  readonly names: readonly string[];
}

const scripts = {
  crates: 'give-crates.sh',
  units: 'give-files.sh',
  objects: 'give-objects.sh',
} as const;

/** Writes files to its standard output, as an archive; gives whether all were there. */
export async function giveFilesJob(
  { contract: { paths } }: Pick<Workbench, 'contract'>,
  { of, names }: GivenFiles,
  onOutput: JobOutput,
): Promise<CargoJob<boolean>> {
  const isCrates = of === 'crates';
  const script = await containerScript(scripts[of]);
  const list: StagedFile = {
    ...{ path: 'list', executable: false },
    content: Buffer.from(names.map((name) => `${name}\n`).join('')),
  };
  return {
    purpose: `give-${of}`,
    argv: [
      ...['sh', join(paths.home, script.path)],
      ...[isCrates ? paths.cargoHome : paths.target, join(paths.home, list.path)],
    ],
    environment: {},
    workingDirectory: paths.home,
    inputs: [{ folder: paths.home, files: [script, list], times: {} }],
    watched: [],
    outputs: [],
    access: isCrates ? 'give-crates' : 'seeds',
    onOutput,
    after: ({ exitCode }) => Promise.resolve(exitCode === 0),
  };
}
