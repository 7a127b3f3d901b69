import { relative } from 'node:path';
import type { ExecutorContext, TargetConfiguration } from '@nx/devkit';
import { parseOptions, StatixError } from '@statix/contract';
import {
  buildArguments,
  buildSchema,
  fetchArguments,
  loadPlan,
  statixPaths,
} from '@statix/cargo-musl';
import { compressSchema, planCompress } from '@statix/upx';
import { planVerification, verifySchema } from '@statix/verify';
import { targetNames } from '../../targets/names.js';

/** One line of a plan: what it is about, and a value or an argument vector. */
export interface PlannedStep {
  readonly target: string;
  readonly facts: Readonly<Record<string, string | readonly string[]>>;
}

/**
 * What the static targets of the project would do, from the same planning code that they run. No
 * engine is asked and nothing is written.
 *
 * @throws StatixError STATIX_TARGET_MISSING, and those of the options and of planning a build
 */
export async function planStatic(context: ExecutorContext): Promise<PlannedStep[]> {
  const { projectName, root: workspaceRoot } = context;
  if (projectName === undefined) {
    throw new StatixError({ code: 'STATIX_PROJECT_MISSING', what: 'Nx named no project to plan' });
  }
  const targets = context.projectsConfigurations.projects[projectName]?.targets ?? {};
  // By executor: a user may have given the targets other names.
  const [buildName, build] = targetOf('@statix/cargo-musl:build', targets);
  const [verifyName, verify] = targetOf('@statix/verify:verify', targets);
  const [compressName, compress] = targetOf('@statix/upx:compress', targets);
  const steps = [await planBuildStep(buildName, build, workspaceRoot, projectName)];
  if (verify !== undefined) {
    const plan = planVerification(parseOptions(verifySchema, verify.options ?? {}, verifyName), {
      root: workspaceRoot,
      project: projectName,
    });
    steps.push({
      target: verifyName,
      facts: {
        reads: relative(workspaceRoot, plan.binaries),
        writes: relative(workspaceRoot, plan.outputPath),
        run: plan.run,
        arguments: plan.runPlan.arguments,
      },
    });
  }
  if (compress !== undefined) {
    const plan = planCompress(
      parseOptions(compressSchema, compress.options ?? {}, compressName),
      projectName,
    );
    steps.push({
      target: compressName,
      facts: {
        reads: [plan.binaries, plan.reports],
        writes: plan.outputPath,
        command: ['upx', ...plan.upxArguments],
      },
    });
  }
  return steps;
}

/** The target that runs an executor of ours, and its name. */
function targetOf(
  executor: string,
  targets: Readonly<Record<string, TargetConfiguration>>,
): [name: string, target: TargetConfiguration | undefined] {
  const found = Object.entries(targets).find(([, target]) => target.executor === executor);
  return found ?? [executor, undefined];
}

async function planBuildStep(
  name: string,
  target: TargetConfiguration | undefined,
  workspaceRoot: string,
  projectName: string,
): Promise<PlannedStep> {
  if (target === undefined) {
    throw new StatixError({
      code: 'STATIX_TARGET_MISSING',
      what: `${projectName} has no ${targetNames.build} target`,
    });
  }
  const options = parseOptions(buildSchema, target.options ?? {}, name);
  const plan = await loadPlan(options, { workspaceRoot, projectName });
  return {
    target: name,
    facts: {
      image: options.image ?? 'none',
      sees: [...plan.inputs.sources, ...plan.inputs.files],
      fetch: fetchArguments(plan, statixPaths),
      build: buildArguments(plan, statixPaths),
      writes: plan.outputPath,
    },
  };
}
