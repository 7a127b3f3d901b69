import type { BuildPlan } from '../executors/build/plan.js';
import type { InputFile } from '../inputs/read-inputs.js';
import type { StagedFile } from './staged-file.js';

/** Empty targets of other members, unless the file itself is an input. */
export function stubFiles(plan: BuildPlan, inputs: readonly InputFile[]): StagedFile[] {
  const present = new Set(inputs.map((file) => file.path));
  return plan.inputs.stubs
    .filter((stub) => !present.has(stub.path))
    .map(({ path, content }) => ({ path, content: Buffer.from(content), executable: false }));
}
