import { join } from 'node:path/posix';
import { allocatorLinkers } from '../cargo/allocator-linkers.js';
import { buildArguments } from '../cargo/arguments.js';
import type { CargoRequest } from '../cargo/cargo-options.js';
import {
  cargoEnvironment,
  COMPILER_CACHE,
  compilerCacheEnvironment,
  reproducibleEnvironment,
  unitEnvironment,
} from '../cargo/environment.js';
import type { PlannedBinary } from '../cargo/planned-binaries.js';
import type { StagedTimes } from '../staging/assign-times.js';
import type { StagedFile } from '../staging/staged-file.js';
import type {
  CargoJob,
  JobFiles,
  JobOutput,
  JobResult,
  Workbench,
} from '../workbench/workbench.js';

export interface BuildRequest extends CargoRequest {
  /** Repository-relative folder of the Cargo workspace. */
  readonly workspaceRoot: string;
  /** Declared by the user, and hashed. */
  readonly environment: Readonly<Record<string, string>>;
  /** Of all that cargo's own fingerprints do not follow; see `unfollowedDigest`. */
  readonly unfollowed: string | undefined;
  readonly files: readonly StagedFile[];
  /** Repository-relative. */
  readonly lockfile: string;
  readonly times: StagedTimes;
  readonly binaries: readonly PlannedBinary[];
  /** cargo's parallel jobs; cargo decides when undefined. */
  readonly jobs: number | undefined;
  readonly colour: boolean;
  readonly onOutput: JobOutput;
}

/**
 * Compiles, without a network.
 *
 * @param after gets the files of a build that succeeded
 * @throws StatixError STATIX_ALLOCATOR_NOT_IN_IMAGE
 */
export function buildJob<T>(
  { contract }: Pick<Workbench, 'contract'>,
  request: BuildRequest,
  after: (files: JobFiles) => Promise<T>,
): CargoJob<T | undefined> {
  const { paths } = contract;
  const linkers = allocatorLinkers(contract, request.options.allocator);
  return {
    purpose: 'build',
    argv: buildArguments(request, paths, { jobs: request.jobs, linkers }),
    environment: {
      ...reproducibleEnvironment,
      ...request.environment,
      ...unitEnvironment(request.unfollowed),
      ...compilerCacheEnvironment(contract),
      ...cargoEnvironment(contract, { colour: request.colour }),
    },
    workingDirectory: join(paths.workspace, request.workspaceRoot),
    inputs: [{ folder: paths.workspace, files: request.files, times: request.times }],
    watched: [join(paths.workspace, request.lockfile)],
    outputs: request.binaries.map(({ path }) => path),
    folders: contract.compilerCache === undefined ? [] : [COMPILER_CACHE],
    access: 'build',
    onOutput: request.onOutput,
    after: async ({ exitCode }: JobResult, files) => (exitCode === 0 ? after(files) : undefined),
  };
}
