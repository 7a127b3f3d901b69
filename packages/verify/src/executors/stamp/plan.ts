import { resolve } from 'node:path';
import { outputFolder } from '@statix/contract';
import { mapRuns, planProof, type BinariesPlan, type ProofPlan } from '@statix/proof';
import type { StampOptions } from './schema.js';

/** What will be stamped, where that goes, and how it is proven. */
export interface StampPlan extends Omit<BinariesPlan, 'perBinary'>, ProofPlan {
  /** Folder for the stamped programs, absolute. */
  readonly outputPath: string;
  /** Names of those to stamp; undefined for all. */
  readonly programs: readonly string[] | undefined;
  readonly dirty: StampOptions['dirty'];
}

export function planStamp(
  options: StampOptions,
  { root, project }: { readonly root: string; readonly project: string },
): StampPlan {
  const { triple, profile, programs, dirty } = options;
  return {
    ...planProof(options),
    project,
    triple,
    profile,
    programs,
    dirty,
    binaries: resolve(root, options.binaries ?? outputFolder('static', project, options)),
    outputPath: resolve(root, options.outputPath ?? outputFolder('stamped', project, options)),
  };
}

/** The plan with the revision in the place of `{revision}` in what programs have to print. */
export function expecting<Plan extends ProofPlan>(plan: Plan, revision: string): Plan {
  // Function: a `$` in the text means nothing.
  const literal = revision.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return mapRuns(plan, (run) => {
    const { expectation } = run;
    const stdout = expectation.stdout?.replaceAll('{revision}', () => literal);
    return { ...run, expectation: { ...expectation, stdout } };
  });
}
