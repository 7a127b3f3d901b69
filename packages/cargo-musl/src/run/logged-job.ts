import { parseLockfile } from '@statix/cargo';
import { BuildLog } from '../output/build-log.js';
import type { CargoFailure, CargoPhase } from '../output/failure.js';
import { JobPrinter } from '../output/job-printer.js';
import type { CargoPlan } from '../plan/cargo-plan.js';
import type { StagedFile } from '../staging/staged-file.js';
import type { CargoJob, JobOutput, JobResult, Workbench } from '../workbench/workbench.js';
import type { CargoRun } from './cargo-run.js';

/** What came of a run of cargo; that it failed is a result. */
export type Outcome<T> = { readonly value: T } | { readonly failure: CargoFailure };

/**
 * Runs a job with its log and its printing, and explains its failure.
 *
 * @param staged what the job sees, for the explanation
 * @param make a job whose `after` gives undefined where cargo failed
 * @param bench where it runs
 */
export function runLoggedJob<T>(
  run: CargoRun,
  phase: CargoPhase,
  staged: readonly StagedFile[],
  make: (onOutput: JobOutput) => CargoJob<T | undefined> | Promise<CargoJob<T | undefined>>,
  bench: Pick<Workbench, 'run'> = run.bench,
): Promise<Outcome<T>> {
  const { unseen } = run;
  const started = (): void => {
    unseen.begin();
  };
  return logged(run, phase, staged, async (onOutput) =>
    bench.run({ ...(await make(onOutput)), started }),
  );
}

/**
 * As `runLoggedJob`, for what is more than a job.
 *
 * @param work gives no value where cargo failed
 * @param hide takes out of a line what is neither for the log nor for the terminal
 */
export function runLogged<T>(
  run: CargoRun,
  phase: CargoPhase,
  staged: readonly StagedFile[],
  work: (onOutput: JobOutput) => Promise<{ result: JobResult; value: T | undefined }>,
  hide?: (line: string) => string,
): Promise<Outcome<T>> {
  run.unseen.begin();
  return logged(run, phase, staged, work, hide);
}

async function logged<T>(
  { use, context, bench, plan, trace, times }: CargoRun,
  phase: CargoPhase,
  staged: readonly StagedFile[],
  work: (onOutput: JobOutput) => Promise<{ result: JobResult; value: T | undefined }>,
  hide?: (line: string) => string,
): Promise<Outcome<T>> {
  const { workspaceRoot, projectName } = context;
  // Tests and a build of one project run at the same time.
  const purpose = use === 'build' || phase !== 'fetch' ? phase : `${use}-${phase}`;
  const log = await BuildLog.open({ workspaceRoot, projectName, purpose });
  trace.logs.push(log.path);
  const printer = new JobPrinter(
    log,
    process.stdout,
    undefined,
    undefined,
    hide,
    phase === 'fetch' ? undefined : times.line,
  );
  const unwatch = times.watch(context.report);
  try {
    const { result, value } = await work(printer).finally(() => {
      printer.end();
    });
    if (value !== undefined) return { value };
    const seen = { staged, workspaceRoot, contract: bench.contract, ...setUp(plan) };
    const { cargoFailure } = await explanations();
    return { failure: cargoFailure(phase, result, log, seen) };
  } finally {
    unwatch();
    log.close();
  }
}

/** What of a plan an explanation needs. */
function setUp({ lock, cargoWorkspace, options, configuredEnvironment }: CargoPlan) {
  const configured = configuredEnvironment.map(([key]) => key.split('.')[1] ?? '');
  return {
    locked: parseLockfile(lock.content, lock.path),
    manifest: cargoWorkspace.manifest,
    environment: new Set([...Object.keys(options.environment), ...configured]),
  };
}

/** Loaded where there is something to explain: what is known about native crates is a lot of modules. */
export function explanations(): Promise<typeof import('../output/failure.js')> {
  return import('../output/failure.js');
}
