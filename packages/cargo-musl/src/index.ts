import { buildSchema } from './executors/build/schema.js';

export { buildSchema, type BuildOptions } from './executors/build/schema.js';
export { loadPlan } from './executors/build/load-plan.js';
export { planBuild, type BuildPlan } from './executors/build/plan.js';
export { type PlanContext } from './plan/cargo-plan.js';
export { performBuild } from './executors/build/perform.js';
export { hiddenInputs } from './inputs/hidden-inputs.js';
export { workspaceFiles } from './inputs/workspace-files.js';
export { buildArguments, fetchArguments, statixPaths } from './cargo/arguments.js';

/** Each executor's options; schema.json and the docs are generated from them. */
export const executorSchemas = { build: buildSchema };
