import { join } from 'node:path/posix';
import { allocatorLinkers } from '../cargo/allocator-linkers.js';
import { toolPaths } from '../cargo/image-tools.js';
import type { ArgumentsOf } from '../cargo/arguments.js';
import type { CargoRequest, RegistryIndex } from '../cargo/cargo-options.js';
import {
  cargoEnvironment,
  COMPILER_CACHE,
  compilerCacheEnvironment,
  reproducibleEnvironment,
  unitEnvironment,
} from '../cargo/environment.js';
import type { StagedTimes } from '../staging/assign-times.js';
import type { StagedFile } from '../staging/staged-file.js';
import type {
  CargoJob,
  JobFiles,
  JobOutput,
  JobResult,
  Workbench,
} from '../workbench/workbench.js';

export interface CompileRequest extends CargoRequest {
  /** What cargo is asked for. */
  readonly argumentsOf: ArgumentsOf;
  readonly registryIndexes: readonly RegistryIndex[];
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
  /** Files of the target folder that it is to make, relative to it. */
  readonly outputs: readonly string[];
  /** Whether what is compiled and run for it has a network. */
  readonly buildNetwork: boolean;
  /** Whether build scripts and macros may write beside their sources. */
  readonly sourceMode: 'copy' | 'exact';
  /** cargo's parallel jobs; cargo decides when undefined. */
  readonly jobs: number | undefined;
  /** Whether the C and C++ compiler keeps its results in the target folder. */
  readonly compilerCache: boolean;
  readonly colour: boolean;
  readonly onOutput: JobOutput;
}

/**
 * Compiles, without a network.
 *
 * @param after gets the files of a build that succeeded
 * @throws StatixError STATIX_ALLOCATOR_NOT_IN_IMAGE
 */
export function compileJob<T>(
  { contract }: Pick<Workbench, 'contract'>,
  request: CompileRequest,
  after: (files: JobFiles) => Promise<T>,
): CargoJob<T | undefined> {
  const { paths } = contract;
  const { jobs, registryIndexes } = request;
  const linkers = allocatorLinkers(contract, request.options.allocator);
  const cache = request.compilerCache ? compilerCacheEnvironment(contract) : {};
  return {
    purpose: 'build',
    argv: request.argumentsOf(paths, {
      jobs,
      linkers,
      registryIndexes,
      tools: toolPaths(contract),
    }),
    environment: {
      ...reproducibleEnvironment,
      ...request.environment,
      ...unitEnvironment(request.unfollowed),
      ...cache,
      ...cargoEnvironment(contract, { colour: request.colour }),
    },
    workingDirectory: join(paths.workspace, request.workspaceRoot),
    inputs: [
      {
        ...{ folder: paths.workspace, files: request.files, times: request.times },
        // Cargo writes there what it has resolved otherwise, which is told afterwards.
        ...(request.sourceMode === 'exact' ? { writable: [request.lockfile] } : {}),
      },
    ],
    watched: [join(paths.workspace, request.lockfile)],
    outputs: request.outputs,
    folders: Object.keys(cache).length === 0 ? [] : [COMPILER_CACHE],
    access: 'build',
    network: request.buildNetwork,
    onOutput: request.onOutput,
    after: async ({ exitCode }: JobResult, files) => (exitCode === 0 ? after(files) : undefined),
  };
}
