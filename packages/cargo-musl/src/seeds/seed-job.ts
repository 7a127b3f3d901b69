import { compileJob, type CompileRequest } from '../jobs/compile-job.js';
import { LineReader } from '../output/line-reader.js';
import type { CargoJob, JobResult, Workbench } from '../workbench/workbench.js';
import { CompiledAllCrates, withoutPrograms } from './empty-programs.js';
import type { SharedCrate } from './shared-crates.js';
import { UnitCollector, type UnitFiles } from './unit-files.js';

export interface SeedRequest extends Omit<CompileRequest, 'times' | 'outputs'> {
  readonly crates: readonly SharedCrate[];
  /** Repository-relative paths of the main files of the package's programs. */
  readonly programs: readonly string[];
}

export interface SeededUnits {
  readonly files: UnitFiles;
  /** False where cargo could not compile everything: what it could is there all the same. */
  readonly whole: boolean;
  /** Hash of each unit that rustc compiles, and whether it was there before. */
  readonly fresh: ReadonlyMap<string, boolean>;
}

/**
 * Compiles the crates of registries that a build needs, in a store of seeds: the build as it is, with
 * empty packages in the place of those of the repository. So features, profiles, flags and with them
 * Cargo's identities of the units are those of the build, and no code of the repository runs where
 * projects share the result.
 */
export function seedJob(
  bench: Pick<Workbench, 'contract'>,
  request: SeedRequest,
): CargoJob<SeededUnits> {
  const collector = new UnitCollector(bench.contract.paths.target, request.crates);
  const messages = new LineReader(collector.take);
  const errors = new CompiledAllCrates();
  const lines = new LineReader(errors.take);
  const files = withoutPrograms(request.files, request.programs);
  const job = compileJob(bench, { ...request, files, times: {}, outputs: [] }, () =>
    Promise.resolve(),
  );
  return {
    ...job,
    purpose: 'seeds',
    argv: [...job.argv, '--keep-going', '--message-format', 'json-render-diagnostics'],
    watched: [],
    access: 'seeds',
    onOutput: {
      stdout: (chunk) => {
        messages.push(chunk);
      },
      stderr: (chunk) => {
        lines.push(chunk);
        return request.onOutput.stderr(chunk);
      },
    },
    after: ({ exitCode }: JobResult) => {
      messages.end();
      lines.end();
      return Promise.resolve({
        files: collector.files,
        whole: exitCode === 0 || errors.value,
        fresh: collector.fresh,
      });
    },
  };
}
