import { join, resolve } from 'node:path';
import type { RunExpectation, StaticLinkage } from '@statix/elf';
import type { VerifyOptions } from './schema.js';

/** One run of a program in an empty container, all but the path of the program. */
export interface RunPlan {
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly tmpfs: readonly string[];
  readonly timeoutMilliseconds: number;
  readonly memoryBytes: number;
  readonly pids: number;
  readonly maxOutputBytes: number;
  readonly expectation: RunExpectation;
}

export interface VerifyPlan {
  readonly project: string;
  readonly triple: string;
  readonly profile: string;
  /** Folder with the binaries. */
  readonly binaries: string;
  /** Folder for the evidence. */
  readonly outputPath: string;
  readonly expectedLinkage: StaticLinkage;
  readonly allow: readonly string[];
  readonly run: 'required' | 'never';
  /** How every binary is run that `perBinary` does not name. */
  readonly runPlan: RunPlan;
  readonly perBinary: ReadonlyMap<string, RunPlan>;
}

/** Of each output stream. More is read and thrown away. */
const MAX_OUTPUT_BYTES = 256 * 1024;

/** Says what will be verified, how, and where the evidence goes. */
export function planVerification(
  options: VerifyOptions,
  { root, project }: { readonly root: string; readonly project: string },
): VerifyPlan {
  const { triple, profile, perBinary } = options;
  const folder = (step: string) => join('dist', step, project, triple, profile);
  return {
    project,
    triple,
    profile,
    binaries: resolve(root, options.binaries ?? folder('static')),
    outputPath: resolve(root, options.outputPath ?? folder('verify')),
    expectedLinkage: options.expectedLinkage,
    allow: options.allow,
    run: options.run,
    runPlan: planRun(options, {}),
    perBinary: new Map(
      Object.entries(perBinary).map(([name, own]) => [name, planRun(options, own)]),
    ),
  };
}

function planRun(options: VerifyOptions, own: VerifyOptions['perBinary'][string]): RunPlan {
  const timeoutSeconds = own.timeoutSeconds ?? options.timeoutSeconds;
  return {
    arguments: own.args ?? options.args,
    environment: { ...options.environment, ...own.environment },
    tmpfs: options.writablePaths,
    timeoutMilliseconds: timeoutSeconds * 1000,
    memoryBytes: options.memoryMegabytes * 1024 ** 2,
    pids: options.pids,
    maxOutputBytes: MAX_OUTPUT_BYTES,
    expectation: {
      timeoutSeconds,
      exitCode: own.expectedExitCode ?? options.expectedExitCode,
      stdout: own.expectedStdout ?? options.expectedStdout,
    },
  };
}
