import { resolve } from 'node:path';
import { outputFolder } from '@statix/contract';
import { planProof, type BinariesPlan, type ProofPlan } from '@statix/proof';
import type { VerifyOptions } from './schema.js';

export interface VerifyPlan extends Omit<BinariesPlan, 'perBinary'>, ProofPlan {
  /** Folder for the evidence. */
  readonly outputPath: string;
  /** Folder for facts of the machine, which Nx does not store. */
  readonly environmentPath: string;
}

/** Says what will be verified, how, and where the evidence goes. */
export function planVerification(
  options: VerifyOptions,
  { root, project }: { readonly root: string; readonly project: string },
): VerifyPlan {
  const { triple, profile } = options;
  return {
    ...planProof(options),
    project,
    triple,
    profile,
    binaries: resolve(root, options.binaries ?? outputFolder('static', project, options)),
    outputPath: resolve(root, options.outputPath ?? outputFolder('verify', project, options)),
    environmentPath: resolve(root, outputFolder('verify-environment', project, options)),
  };
}
