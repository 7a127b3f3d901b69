export {
  bareSpec,
  runFromScratch,
  type ScratchRequest,
  type ScratchRun,
} from './scratch/run-from-scratch.js';
export { streamFromScratch, type StreamRequest } from './scratch/stream-from-scratch.js';
export {
  containerRuns,
  scratchRequest,
  type FindEmulator,
  type MachineFacts,
} from './scratch/container-runs.js';
export {
  mapRuns,
  planProof,
  runsOf,
  type ProofPlan,
  type RunFile,
  type RunPlan,
  type RunPlans,
} from './expectations/run-plan.js';
export { withRunFiles } from './files/with-run-files.js';
export {
  CHECK_IDS,
  CPU_LEVEL_CHECK_ID,
  MANIFEST_CHECK_ID,
  RUN_CHECK_IDS,
} from './checks/check-ids.js';
export type { ProgramRun, ServerRun } from './checks/program-run.js';
export { applyPolicy, policyOf, type Policy } from './policy/policy.js';
export { manifestCheck } from './binaries/manifest-check.js';
export { removeEarlier } from './binaries/remove-earlier.js';
export { chosenBinaries } from './binaries/chosen-binaries.js';
export { findBinaries, type BinariesPlan, type FoundBinary } from './binaries/find-binaries.js';
export { plannedPrograms, type PlannedProgram } from './binaries/planned-programs.js';
export { stepCommand } from './binaries/step-command.js';
export {
  proveProgram,
  type EmulateProgram,
  type ProgramToProve,
  type Proof,
  type RunProgram,
} from './prove/prove-program.js';
export {
  renderReport,
  renderVerdict,
  runWords,
  type RenderOptions,
} from './report/render-report.js';
