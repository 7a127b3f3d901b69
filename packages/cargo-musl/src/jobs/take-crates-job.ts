import { join } from 'node:path/posix';
import type { TarSource } from '@statix/engine';
import { fetchArguments } from '../cargo/arguments.js';
import type { CargoRequest } from '../cargo/cargo-options.js';
import { cargoEnvironment } from '../cargo/environment.js';
import type { StagedFile } from '../staging/staged-file.js';
import type {
  CargoJob,
  JobFiles,
  JobOutput,
  JobResult,
  Workbench,
} from '../workbench/workbench.js';

export interface TakeCratesRequest extends Pick<CargoRequest, 'options' | 'package'> {
  /** Repository-relative folder of the Cargo workspace. */
  readonly workspaceRoot: string;
  /** Repository-relative. */
  readonly lockfile: string;
  readonly files: readonly StagedFile[];
  /** What goes into the Cargo home. */
  readonly archive: () => TarSource;
  readonly onOutput: JobOutput;
}

/**
 * Puts crates that were downloaded elsewhere into the store, and has the image's cargo unpack them, without a
 * network. Cargo compares a crate with the lock's checksum when it downloads it, and not again when it finds it
 * (its `sources/registry/download.rs`): whoever gives the archive answers for it.
 *
 * @param after gets the files of a job that succeeded
 */
export function takeCratesJob<T>(
  { contract }: Pick<Workbench, 'contract'>,
  request: TakeCratesRequest,
  after: (files: JobFiles) => Promise<T>,
): CargoJob<T | undefined> {
  const { paths } = contract;
  return {
    purpose: 'take-crates',
    argv: [...fetchArguments(request, paths), '--offline'],
    environment: cargoEnvironment(contract, { colour: false }),
    workingDirectory: join(paths.workspace, request.workspaceRoot),
    inputs: [{ folder: paths.workspace, files: request.files, times: {} }],
    archives: [{ folder: paths.cargoHome, archive: request.archive }],
    watched: [join(paths.workspace, request.lockfile)],
    outputs: [],
    access: 'take-crates',
    onOutput: request.onOutput,
    after: async ({ exitCode }: JobResult, files) => (exitCode === 0 ? after(files) : undefined),
  };
}
