import { relative } from 'node:path';
import { parseOptions, StatixError } from '@statix/contract';
import {
  buildArguments,
  buildSchema,
  fetchArguments,
  loadPlan,
  plannedFetch,
  statixPaths,
} from '@statix/cargo-musl';
import {
  configuredOptions,
  optionsOfStep,
  type NxContext,
  type NxTarget,
  type Step,
} from '@statix/task';
import { packageSchema, planPackage } from '@statix/package';
import { compressSchema, planCompress } from '@statix/upx';
import { planStamp, planVerification, stampSchema, verifySchema } from '@statix/verify';
import { targetNames } from '../../settings/target-names.js';
import { foreseen } from './foreseen.js';
import { plannedRust } from './planned-rust.js';

/** One line of a plan: what it is about, and a value or an argument vector. */
export interface PlannedStep {
  readonly target: string;
  readonly facts: Readonly<Record<string, string | readonly string[]>>;
  /** Sentences about what will stop the step, or be otherwise than one would think. */
  readonly notices?: readonly string[];
}

/**
 * What the static targets of the project would do, from the same planning code that they run. No
 * engine is asked and nothing is written.
 *
 * @param given options for all steps, from the command line
 * @throws StatixError STATIX_TARGET_MISSING, and those of the options and of planning a build
 */
export async function planStatic(
  given: Readonly<Record<string, unknown>>,
  context: NxContext,
): Promise<PlannedStep[]> {
  const { projectName, root: workspaceRoot } = context;
  const optionsFor = (step: Step, target: NxTarget) => optionsOf(step, target, given, context);
  if (projectName === undefined) {
    throw new StatixError({ code: 'STATIX_PROJECT_MISSING', what: 'Nx named no project to plan' });
  }
  const targets = context.projectsConfigurations.projects[projectName]?.targets ?? {};
  // By executor: a user may have given the targets other names.
  const [buildName, build] = targetOf('@statix/cargo-musl:build', targets);
  const [verifyName, verify] = targetOf('@statix/verify:verify', targets);
  const [stampName, stamp] = targetOf('@statix/verify:stamp', targets);
  const [compressName, compress] = targetOf('@statix/upx:compress', targets);
  const [packageName, packages] = targetOf('@statix/package:package', targets);
  if (build === undefined) throw noBuildTarget(projectName);
  const steps = [
    await planBuildStep(buildName, optionsFor('build', build), workspaceRoot, projectName),
  ];
  if (verify !== undefined) {
    const plan = planVerification(
      parseOptions(verifySchema, optionsFor('verify', verify), verifyName),
      {
        root: workspaceRoot,
        project: projectName,
      },
    );
    steps.push({
      target: verifyName,
      facts: {
        reads: relative(workspaceRoot, plan.binaries),
        writes: relative(workspaceRoot, plan.outputPath),
        run: plan.run,
        arguments: plan.runs[0].arguments,
        ...furtherRuns(plan.runs),
      },
    });
  }
  if (stamp !== undefined) {
    const options = parseOptions(stampSchema, optionsFor('stamp', stamp), stampName);
    const plan = planStamp(options, { root: workspaceRoot, project: projectName });
    steps.push({
      target: stampName,
      facts: {
        reads: relative(workspaceRoot, plan.binaries),
        writes: relative(workspaceRoot, plan.outputPath),
        revision: options.revision ?? 'STATIX_REVISION, or git’s commit',
        run: plan.run,
        arguments: plan.runs[0].arguments,
        ...furtherRuns(plan.runs),
      },
    });
  }
  if (compress !== undefined) {
    const plan = planCompress(
      parseOptions(compressSchema, optionsFor('compress', compress), compressName),
      projectName,
    );
    steps.push({
      target: compressName,
      facts: {
        reads: [plan.binaries, plan.reports],
        writes: plan.outputPath,
        command: ['upx', ...plan.upxArguments],
        otherwise: 'the original, with STATIX_COMPRESS=0 and where packing makes it no smaller',
      },
    });
  }
  if (packages !== undefined) {
    const options = parseOptions(packageSchema, optionsFor('package', packages), packageName);
    const plan = planPackage(options, projectName);
    steps.push({
      target: packageName,
      facts: {
        reads: [...new Set([plan.builds, plan.binaries, plan.reports])],
        writes: plan.outputPath,
        formats: options.formats,
      },
    });
  }
  return steps;
}

/** The names of the runs besides the main one, where there are any. */
function furtherRuns([, ...further]: readonly { readonly name: string }[]): { runs?: string[] } {
  return further.length === 0 ? {} : { runs: further.map(({ name }) => name) };
}

/** The target that runs an executor of ours, and its name. */
function targetOf(
  executor: string,
  targets: Readonly<Record<string, NxTarget>>,
): [name: string, target: NxTarget | undefined] {
  const found = Object.entries(targets).find(([, target]) => target.executor === executor);
  return found ?? [executor, undefined];
}

/** As Nx would put them together for the step itself. */
function optionsOf(
  step: Step,
  target: NxTarget,
  given: Readonly<Record<string, unknown>>,
  { configurationName }: NxContext,
): Record<string, unknown> {
  const forStep = Object.entries(given).filter(
    ([name, value]) => value !== undefined && optionsOfStep[step].includes(name),
  );
  return { ...configuredOptions(target, configurationName), ...Object.fromEntries(forStep) };
}

function noBuildTarget(projectName: string): StatixError {
  return new StatixError({
    code: 'STATIX_TARGET_MISSING',
    what: `${projectName} has no ${targetNames.build} target`,
  });
}

async function planBuildStep(
  name: string,
  given: Readonly<Record<string, unknown>>,
  workspaceRoot: string,
  projectName: string,
): Promise<PlannedStep> {
  const options = parseOptions(buildSchema, given, name);
  const plan = await loadPlan(options, { workspaceRoot, projectName });
  const { mirror, notices } = plannedFetch(plan, workspaceRoot, process.env);
  return {
    target: name,
    facts: {
      profile: options.profile,
      image: options.image ?? 'none',
      ...(await plannedRust(workspaceRoot, plan.package, options)),
      sees: [...plan.inputs.sources, ...plan.inputs.files],
      fetch: fetchArguments(plan, statixPaths),
      ...(mirror === undefined ? {} : { 'crates.io': mirror }),
      build: buildArguments(plan, statixPaths),
      writes: plan.outputPath,
    },
    notices: [
      ...(await foreseen(workspaceRoot, plan, options.imageDefinition, options.imageChannel)),
      ...notices,
    ],
  };
}
