import { outputFolder } from '@statix/contract';
import { planProof, type PlannedProgram, type ProofPlan } from '@statix/proof';
import type { CompressOptions } from './schema.js';

/** What will be read, written and asked of UPX, and how it will be proven. */
export interface CompressPlan extends ProofPlan {
  readonly options: CompressOptions;
  readonly project: string;
  readonly triple: string;
  readonly profile: string;
  /** Folders relative to the workspace root. */
  readonly binaries: string;
  readonly reports: string;
  readonly outputPath: string;
  /** Outside of what Nx caches: numbers of this machine. */
  readonly measurements: string;
  /** See `BinariesPlan`. */
  readonly planned?: readonly PlannedProgram[] | undefined;
  /** Arguments of UPX before the file names. */
  readonly upxArguments: readonly string[];
}

export function planCompress(options: CompressOptions, project: string): CompressPlan {
  return {
    // A packed program that nobody ran is not proven: see `provePacked`.
    ...planProof({ ...options, run: 'required' }),
    options,
    project,
    triple: options.triple,
    profile: options.profile,
    binaries:
      options.binaries ?? outputFolder(options.stamped ? 'stamped' : 'static', project, options),
    reports:
      options.reports ?? outputFolder(options.stamped ? 'stamped' : 'verify', project, options),
    outputPath: options.outputPath ?? outputFolder('upx', project, options),
    measurements: outputFolder('upx-measurements', project, options),
    upxArguments: [...howHard(options), '--no-progress', '--quiet'],
  };
}

function howHard({ ultraBrute, level, lzma }: CompressOptions): string[] {
  if (ultraBrute) return ['--ultra-brute'];
  return [level === 'best' ? '--best' : `-${level}`, ...(lzma ? ['--lzma'] : [])];
}
