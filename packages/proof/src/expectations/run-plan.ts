import type { StaticLinkage } from '@statix/elf';
import type { RunExpectation } from '../checks/run-checks.js';
import { policyOf, type Policy } from '../policy/policy.js';
import type { ProofOptions } from './run-options.js';

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

/** How the programs of a project are proven. */
export interface ProofPlan {
  /** Undefined accepts both kinds. */
  readonly expectedLinkage: StaticLinkage | undefined;
  readonly policy: Policy;
  readonly run: 'required' | 'never';
  /** How every binary is run that `perBinary` does not name. */
  readonly runPlan: RunPlan;
  readonly perBinary: ReadonlyMap<string, RunPlan>;
}

/** Of each output stream. More is read and thrown away. */
const MAX_OUTPUT_BYTES = 256 * 1024;

/** Says how programs will be proven. */
export function planProof(
  options: Omit<ProofOptions, 'expectedLinkage'> & {
    readonly expectedLinkage?: StaticLinkage | undefined;
  },
): ProofPlan {
  return {
    expectedLinkage: options.expectedLinkage,
    policy: policyOf(options),
    run: options.run,
    runPlan: planRun(options, {}),
    perBinary: new Map(
      Object.entries(options.perBinary).map(([name, own]) => [name, planRun(options, own)]),
    ),
  };
}

/** The run of one binary: its own settings over those of all; environments are merged. */
function planRun(
  options: Omit<ProofOptions, 'expectedLinkage'>,
  own: ProofOptions['perBinary'][string],
): RunPlan {
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
