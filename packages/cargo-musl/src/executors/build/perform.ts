import { join } from 'node:path';
import { buildArguments, type ArgumentsOf } from '../../cargo/arguments.js';
import { compileJob } from '../../jobs/compile-job.js';
import { departuresFromLock } from '../../output/departures-from-lock.js';
import { takeBinaries, type BuiltBinary } from '../../output/take-binaries.js';
import { withCargoRun, type CargoRun, type RunContext } from '../../run/cargo-run.js';
import { compileRequest } from '../../run/compile-request.js';
import { departed } from '../../run/departed.js';
import { runLoggedJob, type Outcome } from '../../run/logged-job.js';
import { withCrates } from '../../run/with-crates.js';
import { nextStagedTimes } from '../../staging/staged-times.js';
import type { JobFiles } from '../../workbench/workbench.js';
import { describeBuild } from './describe-build.js';
import { earlierSizes, sizeChanges } from './earlier-sizes.js';
import type { BuildPlan } from './plan.js';

/**
 * Builds the plan's binaries on a workbench and takes them off it: inputs, fetch with network, build
 * without, take.
 *
 * @throws StatixError STATIX_FETCH_FAILED, STATIX_BUILD_FAILED, STATIX_LOCKFILE_OUT_OF_DATE, those of
 *   taking a binary, and those of engine and image
 */
export async function performBuild(
  plan: BuildPlan,
  context: RunContext,
): Promise<readonly BuiltBinary[]> {
  return withCargoRun(plan, context, 'build', async (run) => {
    const earlier = earlierSizes(plan, context.workspaceRoot);
    const built = await withCrates(run, argumentsOf(plan), () => compile(run));
    const changes = sizeChanges(
      built.map(({ manifest }) => manifest.binary),
      earlier,
    );
    context.report([run.times.summary, ...changes].join('; '));
    return built;
  });
}

function argumentsOf(plan: BuildPlan): ArgumentsOf {
  return (paths, settings) => buildArguments(plan, paths, settings);
}

type Build = CargoRun<BuildPlan>;

type Built = readonly BuiltBinary[];

/** That cargo failed is a result; anything else is thrown. */
async function compile(run: Build): Promise<Outcome<Built>> {
  const { plan, materials, bench } = run;
  const { sources, staged } = materials;
  const times = await nextStagedTimes(bench.target, sources, plan.compiled, await bench.now());
  let collecting = 0;
  const begun = performance.now();
  const outcome = await runLoggedJob(run, 'build', staged, (onOutput) =>
    compileJob(
      bench,
      {
        ...compileRequest(run, argumentsOf(plan)),
        files: staged,
        times,
        outputs: plan.binaries.map(({ path }) => path),
        colour: process.env['FORCE_COLOR'] === 'true',
        onOutput,
      },
      async (files) => {
        const ended = performance.now();
        const result = await takeResult(run, files);
        collecting = performance.now() - ended;
        return result;
      },
    ),
  );
  run.times.add('compiled', performance.now() - begun - collecting);
  run.times.add('collected', collecting);
  return 'failure' in outcome ? outcome : outcome.value;
}

async function takeResult(
  { plan, materials, context, identity, bench }: Build,
  files: JobFiles,
): Promise<Outcome<Built>> {
  const { paths } = bench.contract;
  const departures = await departuresFromLock(files, plan.lock, paths.workspace);
  if (departures.length > 0) return { failure: await departed(departures, plan) };
  const described = { plan, identity, contract: bench.contract, inputs: materials.inputs };
  const built = await takeBinaries(files, {
    planned: plan.binaries,
    packageName: plan.package.name,
    target: paths.target,
    folder: join(context.workspaceRoot, plan.outputPath),
    describe: (binary) => describeBuild(described, binary),
  });
  return { value: built };
}
