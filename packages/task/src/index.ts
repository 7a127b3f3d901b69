export { executor, type ExecutorDefinition, type Task } from './executor.js';
export type { NxContext } from './nx-context.js';
export { ownOptions } from './own-options.js';
export { runTask, type TaskOutcome } from './run-task.js';
export { isAmbiguous, optionsOfStep, stepOfExecutor, steps, type Step } from './step-options.js';
export { requireSameSteps } from './require-same-steps.js';
