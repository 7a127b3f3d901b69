import { outputFolder } from '@statix/contract';
import type { PlanContext } from '../../plan/cargo-plan.js';
import { ownFolder } from '../../plan/own-folder.js';
import { planBuild, type BuildPlan } from '../build/plan.js';
import type { RebuildOptions } from './schema.js';

/** The plan of the build that is repeated. */
export interface RebuildPlan extends BuildPlan {
  /** Repository-relative folder in which two programs that differ are kept. */
  readonly keptPath: string;
}

/** @throws StatixError those of {@link planBuild} */
export function planRebuild(options: RebuildOptions, context: PlanContext): RebuildPlan {
  return {
    ...planBuild(options, context),
    keptPath: ownFolder(outputFolder('rebuild', context.projectName, options)),
  };
}
