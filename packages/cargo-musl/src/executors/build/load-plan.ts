import { loadContext } from '../../plan/load-context.js';
import { planBuild, type BuildPlan } from './plan.js';
import type { BuildOptions } from './schema.js';

/** Reads the workspace's manifests and Cargo configuration, and plans. No process, no engine. */
export async function loadPlan(
  options: BuildOptions,
  place: { workspaceRoot: string; projectName: string },
): Promise<BuildPlan> {
  return planBuild(options, await loadContext(options, place));
}
