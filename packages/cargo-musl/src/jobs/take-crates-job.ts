import { join } from 'node:path/posix';
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
import { cratesTar } from './crates-tar.js';

export interface TakeCratesRequest extends Pick<CargoRequest, 'options' | 'package'> {
  /** Repository-relative folder of the Cargo workspace. */
  readonly workspaceRoot: string;
  /** Repository-relative. */
  readonly lockfile: string;
  readonly files: readonly StagedFile[];
  /** Absolute, on this machine: the Cargo home that has the crates. */
  readonly cargoHome: string;
  readonly onOutput: JobOutput;
}

/**
 * Puts crates that this machine's cargo has downloaded into the store, and has the image's cargo unpack and
 * check them, without a network.
 *
 * @param after gets the files of a job that succeeded
 */
export function takeCratesJob<T>(
  { contract, owner }: Pick<Workbench, 'contract' | 'owner'>,
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
    archives: [{ folder: paths.cargoHome, archive: () => cratesTar(request.cargoHome, owner) }],
    watched: [join(paths.workspace, request.lockfile)],
    outputs: [],
    access: 'take-crates',
    onOutput: request.onOutput,
    after: async ({ exitCode }: JobResult, files) => (exitCode === 0 ? after(files) : undefined),
  };
}
