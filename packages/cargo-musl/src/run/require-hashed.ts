import { upstreamOutputs, type Task } from '@statix/task';
import { generatedFiles } from '../inputs/generated-files.js';
import { requireHashedInputs } from '../inputs/require-hashed-inputs.js';
import { requireDeclaredByProducers, requireProducers } from '../inputs/require-producers.js';
import type { CargoPlan } from '../plan/cargo-plan.js';

/**
 * Refuses a plan that would see files which the task's hash does not cover, and reports what of the
 * repository it does not follow.
 *
 * @throws StatixError STATIX_INPUT_NOT_HASHED, STATIX_PRODUCER_NOT_RUN and those of generated inputs
 */
export async function requireHashed(
  plan: CargoPlan,
  {
    workspaceRoot,
    projectName,
    targetName,
    report,
    context,
  }: Pick<Task, 'workspaceRoot' | 'projectName' | 'targetName' | 'report' | 'context'>,
): Promise<void> {
  const { options } = plan;
  const project = context.projectsConfigurations.projects[projectName];
  const inputs = project?.targets?.[targetName]?.inputs;
  if (options.workspaceDigest !== undefined) {
    requireHashedInputs(inputs, plan.inputs, {
      named: { ...context.nxJsonConfiguration?.namedInputs, ...project?.namedInputs },
      ...(project?.root === undefined ? {} : { projectRoot: project.root }),
    });
  }
  const upstream = upstreamOutputs(context);
  const declared = options.generatedInputs;
  if (upstream !== undefined && Object.keys(declared).length > 0) {
    const { generated } = plan.inputs;
    requireProducers({ declared, projectName, targetName, inputs, upstream }, generated);
    const files = await generatedFiles(workspaceRoot, generated);
    requireDeclaredByProducers(files, { declared, projectName, upstream });
  }
  for (const { key, file } of plan.overridden) report(`Not followed: ${key} of ${file}`);
}
