export { executor, type ExecutorDefinition, type Task } from './executor.js';
export {
  configuredOptions,
  type NxContext,
  type NxNamedInputs,
  type NxTarget,
} from './nx-context.js';
export { githubCommand, githubCommandLine } from './github-command.js';
export { inputFilesets } from './input-filesets.js';
export { ownOptions } from './own-options.js';
export { ranBuilds, ranSteps, type RanStep } from './ran-steps.js';
export { nxOf, workspaceCommands } from './workspace-commands.js';
export { nxRunStart } from './run-start.js';
export { runTask, type TaskOutcome } from './run-task.js';
export { isAmbiguous, optionsOfStep, stepOfExecutor, steps, type Step } from './step-options.js';
export { requireDeclaredOutputs } from './require-declared-outputs.js';
export { requireHashedVariable } from './require-hashed-variable.js';
export { upstreamOutputs } from './upstream-outputs.js';
export { requireSameSteps } from './require-same-steps.js';
