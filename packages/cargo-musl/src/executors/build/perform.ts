import { join } from 'node:path';
import { StatixError } from '@statix/contract';
import { buildArguments, buildSeeds, type ArgumentsOf } from '../../cargo/arguments.js';
import type { LinkRecord } from '../../contents/link-record.js';
import { readLinkRecord } from '../../contents/read-link-record.js';
import type { ProgramContents } from '../../contents/program-contents.js';
import { resolveContents } from '../../contents/resolve-contents.js';
import { compileJob } from '../../jobs/compile-job.js';
import { datedJob } from '../../jobs/dated-job.js';
import { linkedJob } from '../../jobs/linked-job.js';
import { measuredJob } from '../../jobs/measured-job.js';
import { splitBinaries, splitDebugJob } from '../../jobs/split-debug-job.js';
import { departuresFromLock } from '../../output/departures-from-lock.js';
import { LineReader } from '../../output/line-reader.js';
import { takeBinaries, type BuiltBinary } from '../../output/take-binaries.js';
import { TextTail } from '../../output/text-tail.js';
import { isOnHost, withCargoRun, type CargoRun, type RunContext } from '../../run/cargo-run.js';
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
 * @throws StatixError STATIX_FETCH_FAILED, STATIX_BUILD_FAILED, STATIX_LOCKFILE_OUT_OF_DATE,
 *   STATIX_DEBUG_NOT_SPLIT, STATIX_DEBUG_FILE_REFUSED, STATIX_CONTENTS_UNKNOWN, STATIX_NOTICES_TOO_LARGE, those of
 *   taking a binary, and those of engine and image
 */
export async function performBuild(
  plan: BuildPlan,
  context: RunContext,
): Promise<readonly BuiltBinary[]> {
  return withCargoRun(plan, context, 'build', async (run) => {
    const earlier = earlierSizes(plan, context.workspaceRoot);
    const built = await withCrates(run, buildSeeds(plan), () => compile(run));
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

/**
 * What is inside of the programs is asked while cargo compiles, of another container: it takes as long as that one
 * takes to start. On this machine there is one place, and one job at a time in it.
 */
async function compile(run: Build): Promise<Outcome<Built>> {
  const resolving = resolveContents(run);
  // Why cargo cannot resolve a package, compiling it tells, and better.
  const resolved = resolving.then(
    () => undefined,
    () => undefined,
  );
  if (isOnHost(run.plan, run.use)) await resolved;
  try {
    return await compiled(run, resolving);
  } finally {
    await resolved;
  }
}

/** That cargo failed is a result; anything else is thrown. */
async function compiled(run: Build, contents: Promise<ProgramContents>): Promise<Outcome<Built>> {
  const { plan, materials, bench } = run;
  const { sources, staged } = materials;
  const times = await nextStagedTimes(bench.target, sources, plan.compiled, await bench.now());
  let collecting = 0;
  const begun = performance.now();
  const outcome = await runLoggedJob(run, 'build', staged, async (onOutput) => {
    const job = compileJob(
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
        const result = await requireLock(
          run,
          files,
          splits(plan) ? undefined : () => take(run, files, contents),
        );
        collecting = performance.now() - ended;
        return result;
      },
    );
    const dated = datedJob(job, bench.contract);
    if (isOnHost(plan, run.use)) return dated;
    const linked = await linkedJob(dated, plan.binaries, bench.contract);
    return measuredJob(linked, bench.contract, run.times);
  });
  run.times.add('compiled', performance.now() - begun - collecting);
  run.times.add('collected', collecting);
  if ('failure' in outcome) {
    if (outcome.failure.missingCommand === 'auditable') throw noAuditable();
    return outcome;
  }
  if ('failure' in outcome.value) return outcome.value;
  const { value } = outcome.value;
  return { value: value ?? (await run.times.spend('collected', () => split(run, contents))) };
}

function noAuditable(): StatixError {
  return new StatixError({
    code: 'STATIX_TOOL_NOT_IN_IMAGE',
    what: 'The image has no cargo auditable',
    remedies: [
      'Leave the option `auditable` out.',
      'Or use an image of the recipe that comes with this version of Statix.',
    ],
  });
}

function splits({ options }: BuildPlan): boolean {
  return options.splitDebug !== 'none';
}

/** Another container: the compiler's has ended, and with it all that a build script may have left running. */
async function split(run: Build, contents: Promise<ProgramContents>): Promise<Built> {
  const { plan, bench } = run;
  const said = new TextTail(2000);
  const lines = new LineReader((line) => {
    said.push(line);
  });
  const onOutput = {
    stdout: () => undefined,
    stderr: (chunk: Buffer) => {
      lines.push(chunk);
    },
  };
  const strip = plan.options.strip === 'symbols' ? 'symbols' : 'debuginfo';
  const { binaries } = plan;
  const job = await splitDebugJob(bench, { binaries, strip, onOutput }, (files) =>
    take(run, files, contents),
  );
  const { value, result } = await bench.run(job);
  lines.end();
  if (value !== undefined) return value;
  throw new StatixError({
    code: 'STATIX_DEBUG_NOT_SPLIT',
    what: 'llvm-objcopy could not put the debug information into a file of its own',
    why: result.startError ?? `It ended with exit code ${result.exitCode}.`,
    excerpt: said.lines,
    remedies: ['Leave out the option `splitDebug`.'],
  });
}

/** @param next what is done where cargo has kept to the lock */
async function requireLock(
  { plan, bench }: Build,
  files: JobFiles,
  next: (() => Promise<Built>) | undefined,
): Promise<Outcome<Built | undefined>> {
  const { paths } = bench.contract;
  const departures = await departuresFromLock(files, plan.lock, paths.workspace);
  if (departures.length > 0) return { failure: await departed(departures, plan) };
  return { value: await next?.() };
}

async function take(
  { use, plan, materials, context, identity, bench }: Build,
  files: JobFiles,
  resolving: Promise<ProgramContents>,
): Promise<Built> {
  const { paths } = bench.contract;
  const programs = await resolving;
  const described = { plan, identity, contract: bench.contract, inputs: materials.inputs };
  const records = new Map<string, Promise<LinkRecord | undefined>>();
  const recordOf = (name: string): Promise<LinkRecord | undefined> => {
    // On this machine none is told; what lies there is somebody else's.
    if (isOnHost(plan, use)) return Promise.resolve(undefined);
    const record = records.get(name) ?? readLinkRecord(files, paths.target, name);
    records.set(name, record);
    return record;
  };
  return takeBinaries(files, {
    planned: splits(plan) ? splitBinaries(plan.binaries) : plan.binaries,
    packageName: plan.package.name,
    target: paths.target,
    folder: join(context.workspaceRoot, plan.outputPath),
    debug: splits(plan),
    describe: async (binary, { name }, debug) => {
      const native = (await recordOf(name))?.cpuOptions;
      return describeBuild(described, binary, { debug, native });
    },
    contentsOf: async (binary, { name }) =>
      programs.of({ binary, isExample: isExample(plan, name), record: await recordOf(name) }),
  });
}

/** Where cargo puts it: what is split is in a folder of its own. */
function isExample({ binaries }: BuildPlan, name: string): boolean {
  return binaries.find((binary) => binary.name === name)?.path.includes('/examples/') === true;
}
