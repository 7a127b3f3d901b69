import { resolve } from 'node:path';
import { outputFolder } from '@statix/contract';
import { planProof, type BinariesPlan, type ProofPlan } from '@statix/proof';
import type { ProvenanceOptions } from './schema.js';

/** Of which programs something is attested, and where that goes; all paths are absolute. */
export interface ProvenancePlan extends Omit<BinariesPlan, 'perBinary'>, ProofPlan {
  readonly workspaceRoot: string;
  /** Folder with the reports of verify-static. */
  readonly evidence: string;
  readonly outputPath: string;
  readonly builderId: string | undefined;
}

export function planProvenance(
  options: ProvenanceOptions,
  { root, project }: { readonly root: string; readonly project: string },
): ProvenancePlan {
  const { triple, profile, builderId } = options;
  return {
    ...planProof(options),
    workspaceRoot: root,
    project,
    triple,
    profile,
    builderId,
    binaries: resolve(root, options.binaries ?? outputFolder('static', project, options)),
    evidence: resolve(root, options.evidence ?? outputFolder('verify', project, options)),
    outputPath: resolve(root, options.outputPath ?? outputFolder('provenance', project, options)),
  };
}
