import { outputFolder, StatixError } from '@statix/contract';
import type { PlanContext } from '../../plan/cargo-plan.js';
import { ownFolder } from '../../plan/own-folder.js';
import { planBuild, type BuildPlan } from '../build/plan.js';
import type { RebuildOptions } from './schema.js';

/** The plan of the build that is repeated. */
export interface RebuildPlan extends BuildPlan {
  /** Repository-relative folder in which two programs that differ are kept. */
  readonly keptPath: string;
}

/** @throws StatixError STATIX_OPTION_INVALID for split programs, and those of {@link planBuild} */
export function planRebuild(options: RebuildOptions, context: PlanContext): RebuildPlan {
  if (options.splitDebug !== 'none') throw ofSplitPrograms();
  return {
    ...planBuild(options, context),
    keptPath: ownFolder(outputFolder('rebuild', context.projectName, options)),
  };
}

function ofSplitPrograms(): StatixError {
  return new StatixError({
    code: 'STATIX_OPTION_INVALID',
    what: 'A rebuild does not know `splitDebug`',
    why: 'It compares what cargo makes, and the program in dist is that without its debug information.',
    remedies: [
      {
        text: 'Build and rebuild it without:',
        snippet: 'npx nx run <project>:rebuild-static --splitDebug=none',
      },
    ],
  });
}
