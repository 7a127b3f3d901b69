import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { join as joinPosix } from 'node:path/posix';
import { StatixError, type BuildManifest } from '@statix/contract';
import { compareElf } from '@statix/elf';
import { buildArguments, type ArgumentsOf } from '../../cargo/arguments.js';
import { departuresFromLock } from '../../output/departures-from-lock.js';
import { takeBinary } from '../../output/take-binary.js';
import { withCargoRun, type CargoRun, type RunContext } from '../../run/cargo-run.js';
import { compileRequest } from '../../run/compile-request.js';
import { departed } from '../../run/departed.js';
import { runLoggedJob, type Outcome } from '../../run/logged-job.js';
import { withCrates } from '../../run/with-crates.js';
import type { StagedTimes } from '../../staging/assign-times.js';
import type { JobFiles } from '../../workbench/workbench.js';
import { describeBuild } from '../build/describe-build.js';
import { builtPrograms } from './built-programs.js';
import {
  describeCircumstances,
  rebuildCircumstances,
  type RebuildCircumstances,
} from './circumstances.js';
import { likelyCause, TIMES } from './likely-cause.js';
import { notReproducible, type DifferingProgram } from './not-reproducible.js';
import type { RebuildPlan } from './plan.js';
import { rebuildJob, type Rebuilt } from '../../jobs/rebuild-job.js';

type Binary = BuildManifest['binary'];

type Rebuild = CargoRun<RebuildPlan>;

/** Programs that have the bytes of the build. */
export interface Reproduced {
  readonly programs: readonly Binary[];
  /** What they were built with the second time, as a part of a sentence. */
  readonly circumstances: string;
}

/**
 * Builds the programs of a build once more, from nothing and under other circumstances, and compares them with
 * those that the build has left. Where they differ both are kept.
 *
 * @throws StatixError STATIX_NOT_REPRODUCIBLE, STATIX_REBUILD_OF_OTHER, STATIX_REBUILD_FAILED, and those of a build
 */
export async function performRebuild(plan: RebuildPlan, context: RunContext): Promise<Reproduced> {
  const kept = join(context.workspaceRoot, plan.keptPath);
  await rm(kept, { recursive: true, force: true });
  return withCargoRun(plan, context, 'rebuild', async (run) => {
    const { identity, materials, bench, machine } = run;
    const described = { plan, identity, contract: bench.contract, inputs: materials.inputs };
    const built = await builtPrograms(plan, context.workspaceRoot, (binary) =>
      describeBuild(described, binary),
    );
    const circumstances = rebuildCircumstances(machine, await bench.processors());
    const alone = { ...run, bench: { ...bench, sharing: 'none' as const } };
    const { value, hadClock } = await withCrates(alone, argumentsOf(plan), () =>
      compile(run, circumstances, built),
    );
    const words = describeCircumstances(circumstances, hadClock);
    const differing = await compared(run, circumstances, built, value);
    const [first, ...others] = differing;
    if (first !== undefined) throw notReproducible([first, ...others], words, plan.keptPath);
    await rm(kept, { recursive: true, force: true });
    return { programs: built, circumstances: words };
  });
}

function argumentsOf(plan: RebuildPlan): ArgumentsOf {
  return (paths, settings) => buildArguments(plan, paths, settings);
}

async function compile(
  run: Rebuild,
  circumstances: RebuildCircumstances,
  built: readonly Binary[],
): Promise<Outcome<Rebuilt<readonly Binary[]>>> {
  const { plan, materials, bench, context } = run;
  const elsewhere = bench.elsewhere(circumstances);
  const now = await bench.now();
  const times: StagedTimes = Object.fromEntries(
    materials.sources.map(({ path }) => [path, { key: '', time: now }]),
  );
  context.report(`Building ${plan.package.name} again, from nothing`);
  const request = {
    ...compileRequest(run, argumentsOf(plan)),
    ...{ files: materials.staged, times, jobs: circumstances.jobs, compilerCache: false },
    outputs: plan.binaries.map(({ path }) => path),
    colour: process.env['FORCE_COLOR'] === 'true',
  };
  const take = (files: JobFiles) => takeRebuilt(run, built, elsewhere.contract.paths, files);
  const jobOf = (onOutput: Parameters<Parameters<typeof runLoggedJob>[3]>[0]) =>
    rebuildJob(elsewhere, { ...request, onOutput }, circumstances.laterSeconds, take);
  const outcome = await runLoggedJob(run, 'rebuild', materials.staged, jobOf, elsewhere);
  if ('failure' in outcome) return outcome;
  const { value: taken, hadClock } = outcome.value;
  return 'failure' in taken ? taken : { value: { value: taken.value, hadClock } };
}

async function takeRebuilt(
  { plan, context }: Rebuild,
  built: readonly Binary[],
  paths: { readonly workspace: string; readonly target: string },
  files: JobFiles,
): Promise<Outcome<readonly Binary[]>> {
  const departures = await departuresFromLock(files, plan.lock, paths.workspace);
  if (departures.length > 0) return { failure: await departed(departures, plan) };
  const taken: Binary[] = [];
  for (const { name, path } of plan.binaries) {
    const file = await files.open(joinPosix(paths.target, path));
    const wasBuilt = built.some((binary) => binary.name === name);
    if ((file !== undefined) !== wasBuilt) {
      file?.content.destroy();
      throw otherPrograms(name, wasBuilt);
    }
    if (file === undefined) continue;
    const place = join(context.workspaceRoot, plan.keptPath, `${name}.rebuilt`);
    taken.push((await takeBinary(name, file, place)).binary);
  }
  return { value: taken };
}

async function compared(
  { plan, context }: Rebuild,
  circumstances: RebuildCircumstances,
  built: readonly Binary[],
  rebuilt: readonly Binary[],
): Promise<DifferingProgram[]> {
  const folder = (path: string) => join(context.workspaceRoot, path);
  const differing: DifferingProgram[] = [];
  for (const { name, sha256 } of built) {
    const other = rebuilt.find((binary) => binary.name === name);
    const [left, right] = ['built', 'rebuilt'].map((end) =>
      join(folder(plan.keptPath), `${name}.${end}`),
    );
    if (other === undefined || left === undefined || right === undefined)
      throw otherPrograms(name, true);
    if (other.sha256 === sha256) {
      await rm(right);
      continue;
    }
    await copyFile(join(folder(plan.outputPath), name), left);
    const sought = [circumstances.workspace, circumstances.hostName];
    const difference = await compareElf(left, right, { sought, patterns: TIMES });
    if (difference === undefined) throw otherPrograms(name, true);
    const cause = likelyCause(difference, circumstances);
    differing.push({ name, sha256: [sha256, other.sha256], difference, cause });
  }
  return differing;
}

function otherPrograms(name: string, wasBuilt: boolean): StatixError {
  return new StatixError({
    code: 'STATIX_NOT_REPRODUCIBLE',
    what: wasBuilt
      ? `The build made ${name}, and the rebuild did not`
      : `The rebuild made ${name}, and the build did not`,
    why: 'Sources, options and image are the same: a build script decides by something else.',
  });
}
