export { executor, type ExecutorDefinition, type Task } from './executor.js';
export { configuredOptions, type NxContext, type NxTarget } from './nx-context.js';
export { ownOptions } from './own-options.js';
export { ranSteps, type RanStep } from './ran-steps.js';
export { runTask, type TaskOutcome } from './run-task.js';
export { isAmbiguous, optionsOfStep, stepOfExecutor, steps, type Step } from './step-options.js';
export { requireSameSteps } from './require-same-steps.js';
