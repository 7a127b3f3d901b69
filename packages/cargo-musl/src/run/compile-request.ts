import type { ArgumentsOf } from '../cargo/arguments.js';
import { unfollowedDigest } from '../inputs/unfollowed-inputs.js';
import type { CompileRequest } from '../jobs/compile-job.js';
import type { CargoRun } from './cargo-run.js';

/** What every compilation of a run has in common, that of the seeds which it takes included. */
export function compileRequest(
  { plan, materials, machine, credentials }: CargoRun,
  argumentsOf: ArgumentsOf,
): Omit<CompileRequest, 'files' | 'times' | 'outputs' | 'colour' | 'onOutput'> {
  const { environment, buildNetwork, sourceMode } = plan.options;
  const { configuredEnvironment, cargoWorkspace } = plan;
  const { vendorRoots } = cargoWorkspace;
  return {
    ...plan,
    argumentsOf,
    registryIndexes: credentials.plan.indexes,
    workspaceRoot: cargoWorkspace.root,
    environment,
    buildNetwork,
    sourceMode,
    unfollowed: unfollowedDigest(
      { environment, configuredEnvironment, vendorRoots, buildNetwork, sourceMode },
      materials.inputs,
    ),
    jobs: machine.jobs,
    compilerCache: machine.compilerCache,
  };
}
