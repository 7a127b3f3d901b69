import {
  StatixError,
  type BuildManifest,
  type Check,
  type Linkage,
  type VerifyReport,
} from '@statix/contract';
import {
  classifyLinkage,
  hashElf,
  openElf,
  staticChecks,
  verdictOf,
  type ElfFile,
} from '@statix/elf';
import { isolationCheck } from '../binaries/isolation-check.js';
import { manifestCheck } from '../binaries/manifest-check.js';
import { MANIFEST_CHECK_ID } from '../checks/check-ids.js';
import {
  programEnd,
  runChecks,
  runChecksNotApplicable,
  type ProgramRun,
} from '../checks/run-checks.js';
import type { ProofPlan, RunPlan } from '../expectations/run-plan.js';
import { applyPolicy } from '../policy/policy.js';

/** Runs a program in an empty container. */
export type RunProgram = (program: string, plan: RunPlan) => Promise<ProgramRun>;

/** What is proven: a program that was built, or one that was packed. */
export interface ProgramToProve {
  readonly name: string;
  readonly path: string;
  /** What the build wrote down, and what was to be built; left out for a packed program. */
  readonly built?:
    | {
        readonly manifest: BuildManifest | undefined;
        readonly triple: string;
        readonly profile: string;
      }
    | undefined;
  /** Of a packed program: how the file is linked that it was proven to unpack to, byte for byte. */
  readonly unpackedLinkage?: Linkage | undefined;
  /** What the caller has found out by itself; no policy changes it. */
  readonly ownChecks?: readonly Check[] | undefined;
}

export interface Proof {
  readonly report: VerifyReport;
  readonly elf: ElfFile;
}

/**
 * Checks of which one failure means that running shows nothing more: Linux would refuse the file,
 * or it is not what was built.
 */
const CHECKS_BEFORE_RUN: readonly string[] = [
  MANIFEST_CHECK_ID,
  'elf-class',
  'machine',
  'segment-layout',
  'entry-point',
  'no-interpreter',
];

/**
 * Proves one program: what its bytes say, and a run from scratch.
 *
 * @throws StatixError STATIX_ELF_* when it cannot be read, STATIX_VERIFY_CHANGED when the file that
 * was run may not be the file that was read, and what `runProgram` throws
 */
export async function proveProgram(
  program: ProgramToProve,
  plan: ProofPlan,
  runProgram: RunProgram,
): Promise<Proof> {
  const { name, path, built, unpackedLinkage, ownChecks = [] } = program;
  const { elf, sha256, size } = await openElf(path);
  const file = { name, sha256, size };
  const ofFile = [
    ...(built === undefined ? [] : [manifestCheck(file, built.manifest, built)]),
    ...isolationCheck(built?.manifest),
    ...staticChecks(elf, { expectedLinkage: plan.expectedLinkage, unpackedLinkage }),
  ];
  const before = [...applyPolicy(ofFile, plan.policy), ...ownChecks];
  const { run, checks: ofRun } = await checkRun(program, plan, before, runProgram);
  const hasFailed = before.some(({ status }) => status === 'fail');
  const checks = [...before, ...applyPolicy(ofRun, plan.policy, hasFailed)];
  // What was not run was read once, from one open file.
  if (run !== undefined && (await hashElf(path)) !== sha256) throw changed(path);
  const report: VerifyReport = {
    schemaVersion: 1,
    kind: 'statix.verify-report',
    binary: file,
    verdict: verdictOf(checks),
    linkage: unpackedLinkage ?? classifyLinkage(elf).linkage,
    policy: plan.policy,
    run: plan.run,
    ...(run === undefined ? {} : { end: programEnd(run) }),
    checks,
  };
  return { report, elf };
}

async function checkRun(
  { name, path }: ProgramToProve,
  plan: ProofPlan,
  before: readonly Check[],
  runProgram: RunProgram,
): Promise<{ run?: ProgramRun; checks: Check[] }> {
  const notRun = (why: string) => ({ checks: runChecksNotApplicable(why) });
  if (plan.run === 'never') return notRun('Not asked for: the option run is never');
  const obstacle = before.find(
    ({ id, status }) => status === 'fail' && CHECKS_BEFORE_RUN.includes(id),
  );
  if (obstacle !== undefined) return notRun(`Not run, because ${obstacle.id} failed`);
  const runPlan = plan.perBinary.get(name) ?? plan.runPlan;
  const run = await runProgram(path, runPlan);
  return { run, checks: runChecks(run, runPlan.expectation) };
}

/** The program is copied into the container after it was hashed. */
function changed(path: string): StatixError {
  return new StatixError({
    code: 'STATIX_VERIFY_CHANGED',
    what: `${path} changed while it was being verified`,
    why: 'What was read and what was run may be two different files, so there is no verdict.',
    remedies: ['Wait for the process that writes it, then run this again.'],
  });
}
