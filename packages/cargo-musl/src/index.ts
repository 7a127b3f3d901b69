import { buildSchema } from './executors/build/schema.js';
import { checkSchema } from './executors/check/schema.js';
import { rebuildSchema } from './executors/rebuild/schema.js';
import { shellSchema } from './executors/shell/schema.js';
import { testSchema } from './executors/test/schema.js';

export { buildSchema, type BuildOptions } from './executors/build/schema.js';
export { checkSchema, type CheckOptions } from './executors/check/schema.js';
export { planCheck, type CheckPlan } from './executors/check/plan.js';
export { performCheck } from './executors/check/perform.js';
export { rebuildSchema, type RebuildOptions } from './executors/rebuild/schema.js';
export { planRebuild, type RebuildPlan } from './executors/rebuild/plan.js';
export { performRebuild } from './executors/rebuild/perform.js';
export { shellSchema, type ShellOptions } from './executors/shell/schema.js';
export { planShell, type ShellPlan } from './executors/shell/plan.js';
export { performShell } from './executors/shell/perform.js';
export { testSchema, type TestOptions } from './executors/test/schema.js';
export { planTests, type TestPlan } from './executors/test/plan.js';
export { performTests } from './executors/test/perform.js';
export { loadPlan } from './executors/build/load-plan.js';
export { planBuild, type BuildPlan } from './executors/build/plan.js';
export { type PlanContext } from './plan/cargo-plan.js';
export { performBuild } from './executors/build/perform.js';
export { loadContext } from './plan/load-context.js';
export { credentialStates, type CredentialState } from './credentials/credential-states.js';
export { plannedFetch, type PlannedFetch } from './plan/planned-fetch.js';
export { hiddenInputs } from './inputs/hidden-inputs.js';
export { workspaceFiles } from './inputs/workspace-files.js';
export { buildArguments, fetchArguments, statixPaths } from './cargo/arguments.js';

/** Each executor's options; schema.json and the docs are generated from them. */
export const executorSchemas = {
  build: buildSchema,
  test: testSchema,
  check: checkSchema,
  rebuild: rebuildSchema,
  shell: shellSchema,
};
