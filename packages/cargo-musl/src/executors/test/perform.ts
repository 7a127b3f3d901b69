import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileDurably } from '@statix/contract';
import { compileJob } from '../../jobs/compile-job.js';
import { testJob } from '../../jobs/test-job.js';
import { testAnnotations } from '../../output/annotations.js';
import { departuresFromLock } from '../../output/departures-from-lock.js';
import { renderJunit } from '../../output/junit.js';
import { LineReader } from '../../output/line-reader.js';
import { TestResults, type TestSuite } from '../../output/test-results.js';
import { withCargoRun, type CargoRun, type RunContext } from '../../run/cargo-run.js';
import { compileRequest } from '../../run/compile-request.js';
import { departed } from '../../run/departed.js';
import { runLoggedJob, type Outcome } from '../../run/logged-job.js';
import { withCrates } from '../../run/with-crates.js';
import type { StagedTimes } from '../../staging/assign-times.js';
import { nextStagedTimes } from '../../staging/staged-times.js';
import type { TestPlan } from './plan.js';
import { Refusals } from './refusals.js';
import { testsFailed } from './tests-failed.js';

export interface TestContext extends RunContext {
  /** Gets each test that failed as a line for GitHub's runner. */
  readonly annotate: (command: string) => void;
}

/**
 * Compiles the package's tests, and runs them where there is neither network nor anything of the machine
 * but what they declare.
 *
 * @returns what ran; undefined where nothing was to run
 * @throws StatixError STATIX_TESTS_FAILED with their names, STATIX_BUILD_FAILED, and what keeps cargo from
 *   compiling
 */
export async function performTests(
  plan: TestPlan,
  context: TestContext,
): Promise<readonly TestSuite[] | undefined> {
  const junit = join(context.workspaceRoot, plan.outputPath, 'junit.xml');
  // Of an earlier run: where the tests do not compile it would be taken for this one's.
  await rm(junit, { force: true });
  return withCargoRun(plan, context, 'test', async (run) => {
    const times = await withCrates(run, plan.seeds, () => compile(run));
    if (plan.run === undefined) return undefined;
    return runTests(run, plan.run, { times, junit, annotate: context.annotate });
  });
}

type Run = CargoRun<TestPlan>;

/** @returns the times that cargo has compiled by */
async function compile(run: Run): Promise<Outcome<StagedTimes>> {
  const { plan, materials, bench } = run;
  const { sources, staged } = materials;
  const { workspace } = bench.contract.paths;
  const times = await nextStagedTimes(bench.target, sources, plan.compiled, await bench.now());
  const outcome = await runLoggedJob(run, 'build', staged, (onOutput) =>
    compileJob(
      bench,
      {
        ...compileRequest(run, plan.compile),
        ...{ files: staged, times, outputs: [], colour: isColoured(), onOutput },
      },
      (files) => departuresFromLock(files, plan.lock, workspace),
    ),
  );
  if ('failure' in outcome) return outcome;
  return outcome.value.length > 0
    ? { failure: await departed(outcome.value, plan) }
    : { value: times };
}

async function runTests(
  run: Run,
  argumentsOf: NonNullable<TestPlan['run']>,
  { times, junit, annotate }: { times: StagedTimes; junit: string } & Pick<TestContext, 'annotate'>,
): Promise<readonly TestSuite[]> {
  const { plan, materials, context, bench } = run;
  const { network, writablePaths } = plan.options;
  const results = new TestResults();
  const refusals = new Refusals();
  const lines = new LineReader((line) => {
    results.take(line);
    refusals.take(line);
  });
  const outcome = await runLoggedJob(run, 'test', materials.staged, (onOutput) =>
    testJob(bench, {
      ...compileRequest(run, argumentsOf),
      ...{ files: materials.staged, times, colour: isColoured(), network, writablePaths },
      onOutput: {
        ...onOutput,
        stdout: (chunk) => {
          lines.push(chunk);
          return onOutput.stdout(chunk);
        },
      },
    }),
  );
  lines.end();
  const { suites } = results;
  await writeFileDurably(junit, renderJunit(context.projectName, suites));
  if (!('failure' in outcome)) return suites;
  if (suites.every(({ failed }) => !failed)) throw outcome.failure.error;
  testAnnotations(suites, plan.cargoWorkspace.root).forEach(annotate);
  throw testsFailed(suites, {
    ...{ packageName: plan.package.name, options: plan.options, refusals },
    log: outcome.failure.log,
  });
}

function isColoured(): boolean {
  return process.env['FORCE_COLOR'] === 'true';
}
