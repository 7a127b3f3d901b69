import { outputFolder } from '@statix/contract';
import type { PackageOptions } from './schema.js';

/** The step whose programs are packaged. */
export type ProvenStep = 'build' | 'stamp' | 'compress';

/** What is read and written; folders relative to the workspace root. */
export interface PackagePlan {
  readonly options: PackageOptions;
  readonly project: string;
  readonly triple: string;
  readonly profile: string;
  readonly step: ProvenStep;
  /** Folder of the programs that are packaged. */
  readonly binaries: string;
  readonly reports: string;
  /** Folder with the build manifests, from which package and version are known. */
  readonly builds: string;
  /** Folder of stamp-static, where that was done. */
  readonly stamps: string | undefined;
  readonly outputPath: string;
}

/** Says what will be packaged, and where that goes. */
export function planPackage(options: PackageOptions, project: string): PackagePlan {
  const { triple, profile, stamped, packed } = options;
  const step = packed ? 'compress' : stamped ? 'stamp' : 'build';
  const builds = options.builds ?? outputFolder('static', project, options);
  const stamps = options.stamps ?? outputFolder('stamped', project, options);
  const ofStep = {
    build: builds,
    stamp: stamps,
    compress: outputFolder('upx', project, options),
  };
  const binaries = options.binaries ?? ofStep[step];
  const verified = outputFolder('verify', project, options);
  return {
    options,
    project,
    triple,
    profile,
    step,
    builds,
    binaries,
    stamps: stamped ? stamps : undefined,
    reports: options.reports ?? (step === 'build' ? verified : binaries),
    outputPath: options.outputPath ?? outputFolder('package', project, options),
  };
}
