import type { Check, VerifyReport } from '@statix/contract';
import {
  classifyLinkage,
  openElf,
  runChecks,
  runChecksNotApplicable,
  staticChecks,
  verdictOf,
  type ProgramRun,
} from '@statix/elf';
import { StatixError } from '@statix/contract';
import type { FoundBinary } from './find-binaries.js';
import { MANIFEST_CHECK_ID, manifestCheck } from './manifest-check.js';
import type { RunPlan, VerifyPlan } from './plan.js';

/** Runs a program in an empty container. */
export type RunProgram = (program: string, plan: RunPlan) => Promise<ProgramRun>;

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
 * Verifies one program.
 *
 * @throws StatixError STATIX_ELF_* when it cannot be read, STATIX_VERIFY_CHANGED when the file that
 * was run may not be the file that was read, and what `runProgram` throws
 */
export async function verifyBinary(
  binary: FoundBinary,
  plan: VerifyPlan,
  runProgram: RunProgram,
): Promise<VerifyReport> {
  const { elf, sha256, size } = await openElf(binary.path);
  const file = { name: binary.name, sha256, size };
  const allow = (checks: readonly Check[]) => checks.map((check) => allowed(check, plan.allow));
  const before = allow([
    manifestCheck(file, binary.manifest, plan),
    ...staticChecks(elf, { expectedLinkage: plan.expectedLinkage }),
  ]);
  const checks = [...before, ...allow(await checkRun(binary, plan, before, runProgram))];
  if ((await openElf(binary.path)).sha256 !== sha256) throw changed(binary.path);
  return {
    schemaVersion: 1,
    kind: 'statix.verify-report',
    binary: file,
    verdict: verdictOf(checks),
    linkage: classifyLinkage(elf).linkage,
    run: plan.run,
    checks,
  };
}

async function checkRun(
  binary: FoundBinary,
  plan: VerifyPlan,
  before: readonly Check[],
  runProgram: RunProgram,
): Promise<Check[]> {
  if (plan.run === 'never') return runChecksNotApplicable('Not asked for: the option run is never');
  const obstacle = before.find(
    ({ id, status }) => status === 'fail' && CHECKS_BEFORE_RUN.includes(id),
  );
  if (obstacle !== undefined) {
    return runChecksNotApplicable(`Not run, because ${obstacle.id} failed`);
  }
  const runPlan = plan.perBinary.get(binary.name) ?? plan.runPlan;
  return runChecks(await runProgram(binary.path, runPlan), runPlan.expectation);
}

function allowed(check: Check, ids: readonly string[]): Check {
  if (check.status !== 'fail' || !ids.includes(check.id)) return check;
  const evidence = [...check.evidence, 'a failure, allowed by the option allow'];
  return { ...check, status: 'warn', evidence };
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
