import { resolve } from 'node:path';
import { outputFolder } from '@statix/contract';
import { planProof, type BinariesPlan, type ProofPlan } from '@statix/proof';
import type { NamedPath } from '../../inputs/open-input.js';
import type { Annotations } from '../../outcome/annotations.js';
import type { VerifyOptions } from './schema.js';

export interface VerifyPlan extends Omit<BinariesPlan, 'perBinary'>, ProofPlan {
  /** What is verified instead of the binaries of a build, where something is. */
  readonly paths: readonly NamedPath[];
  readonly annotations: Annotations;
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
    paths: [...new Set(options.paths)].map((name) => ({ name, path: resolve(root, name) })),
    annotations: options.annotations,
    binaries: resolve(root, options.binaries ?? outputFolder('static', project, options)),
    outputPath: resolve(root, options.outputPath ?? outputFolder('verify', project, options)),
    environmentPath: resolve(root, outputFolder('verify-environment', project, options)),
  };
}
