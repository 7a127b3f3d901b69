import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileDurably } from '@statix/contract';
import { REMAPPED_ROOT } from '../../cargo/arguments.js';
import { requireTools } from '../../cargo/image-tools.js';
import { compileJob } from '../../jobs/compile-job.js';
import { datedJob } from '../../jobs/dated-job.js';
import { testJob } from '../../jobs/test-job.js';
import { testAnnotations } from '../../output/annotations.js';
import { readCoverage, type Coverage } from '../../output/coverage.js';
import { departuresFromLock } from '../../output/departures-from-lock.js';
import { renderJunit } from '../../output/junit.js';
import { jobWithLines } from '../../output/job-with-lines.js';
import { NextestResults } from '../../output/nextest-results.js';
import { TestResults, type TestSuite } from '../../output/test-results.js';
import { withCargoRun, type CargoRun, type RunContext } from '../../run/cargo-run.js';
import { compileRequest } from '../../run/compile-request.js';
import { departed } from '../../run/departed.js';
import { runLoggedJob, type Outcome } from '../../run/logged-job.js';
import { withCrates } from '../../run/with-crates.js';
import type { StagedTimes } from '../../staging/assign-times.js';
import { nextStagedTimes } from '../../staging/staged-times.js';
import { docTestsLeftOut } from './doc-tests.js';
import type { TestPlan } from './plan.js';
import { Refusals } from './refusals.js';
import { testsFailed } from './tests-failed.js';

export interface TestContext extends RunContext {
  /** Gets each test that failed as a line for GitHub's runner. */
  readonly annotate: (command: string) => void;
}

export interface Tested {
  /** What ran; undefined where nothing was to run. */
  readonly suites: readonly TestSuite[] | undefined;
  /** Undefined where lines are not counted. */
  readonly coverage?: Coverage | undefined;
}

/**
 * Compiles the package's tests, and runs them where there is neither network nor anything of the machine
 * but what they declare.
 *
 * @throws StatixError STATIX_TESTS_FAILED with their names, STATIX_BUILD_FAILED, STATIX_TOOL_NOT_IN_IMAGE,
 *   STATIX_COVERAGE_REFUSED, those of `docTestsLeftOut`, and what keeps cargo from compiling
 */
export async function performTests(plan: TestPlan, context: TestContext): Promise<Tested> {
  const place = (name: string): string => join(context.workspaceRoot, plan.outputPath, name);
  const [junit, lcov] = [place('junit.xml'), place('coverage.lcov')];
  // Of an earlier run: where the tests do not compile they would be taken for this one's.
  await Promise.all([junit, lcov].map((path) => rm(path, { force: true })));
  return withCargoRun(plan, context, 'test', async (run) => {
    requireToolsOf(run);
    const leftOut = docTestsLeftOut(plan, run.bench.contract.rustc.version);
    if (leftOut !== undefined) context.report(leftOut);
    const times = await withCrates(run, plan.seeds, () => compile(run));
    if (plan.run === undefined) return { suites: undefined };
    return runTests(run, plan.run, { times, junit, lcov, annotate: context.annotate });
  });
}

function requireToolsOf({ plan, bench, identity }: Run): void {
  const { testRunner, coverage } = plan.options;
  if (testRunner === 'nextest') {
    const instead = 'Set the option `testRunner` to cargo, or leave it out.';
    requireTools(bench.contract, identity, ['cargo-nextest'], instead);
  }
  if (coverage) {
    const tools = ['llvm-cov', 'llvm-profdata'] as const;
    requireTools(bench.contract, identity, tools, 'Leave out the option `coverage`.');
  }
}

type Run = CargoRun<TestPlan>;

/** @returns the times that cargo has compiled by */
async function compile(run: Run): Promise<Outcome<StagedTimes>> {
  const { plan, materials, bench } = run;
  const { sources, staged } = materials;
  const { workspace } = bench.contract.paths;
  const times = await nextStagedTimes(bench.target, sources, plan.compiled, await bench.now());
  const outcome = await runLoggedJob(run, 'build', staged, (onOutput) => {
    const job = compileJob(
      bench,
      {
        ...compileRequest(run, plan.compile),
        ...{ files: staged, times, outputs: [], colour: isColoured(), onOutput },
      },
      (files) => departuresFromLock(files, plan.lock, workspace),
    );
    return datedJob(job, bench.contract);
  });
  if ('failure' in outcome) return outcome;
  return outcome.value.length > 0
    ? { failure: await departed(outcome.value, plan) }
    : { value: times };
}

async function runTests(
  run: Run,
  argumentsOf: NonNullable<TestPlan['run']>,
  {
    times,
    junit,
    lcov,
    annotate,
  }: {
    readonly times: StagedTimes;
    readonly junit: string;
    readonly lcov: string;
  } & Pick<TestContext, 'annotate'>,
): Promise<Tested> {
  const { plan, materials, context } = run;
  const { network, writablePaths, testRunner: runner } = plan.options;
  const results = runner === 'nextest' ? new NextestResults() : new TestResults();
  const refusals = new Refusals();
  const isShown = (line: string): boolean => {
    refusals.take(line);
    return !results.take(line);
  };
  const outcome = await runLoggedJob(run, 'test', materials.staged, (output) =>
    jobWithLines(output, { stdout: isShown }, (onOutput) =>
      testJob(run.bench, {
        ...compileRequest(run, argumentsOf),
        ...{ files: materials.staged, times, colour: isColoured(), network, writablePaths },
        programs: plan.programs,
        runner,
        onOutput,
      }),
    ),
  );
  const { suites } = results;
  await writeFileDurably(junit, renderJunit(context.projectName, suites));
  if ('value' in outcome) {
    if (outcome.value.lcov === undefined) return { suites };
    const coverage = readCoverage(
      outcome.value.lcov,
      REMAPPED_ROOT,
      plan.cargoWorkspace.vendorRoots,
    );
    await writeFileDurably(lcov, coverage.lcov);
    return { suites, coverage };
  }
  if (suites.every(({ failed }) => !failed)) throw outcome.failure.error;
  testAnnotations(suites, plan.cargoWorkspace.root).forEach(annotate);
  throw testsFailed(suites, {
    ...{ packageName: plan.package.name, options: plan.options, refusals },
    log: outcome.failure.log,
    known: outcome.failure.known,
  });
}

function isColoured(): boolean {
  return process.env['FORCE_COLOR'] === 'true';
}
