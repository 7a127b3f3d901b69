import { createHash } from 'node:crypto';
import {
  reportedChecks,
  StatixError,
  type BuildManifest,
  type Check,
  type DeclaredRun,
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
import { checkCpuLevel } from './check-cpu-level.js';
import { MANIFEST_CHECK_ID, type RunCheckId } from '../checks/check-ids.js';
import type { ProgramRun } from '../checks/program-run.js';
import { programEnd, runChecks, runChecksNotApplicable } from '../checks/run-checks.js';
import { runsOf, type ProofPlan, type RunPlan } from '../expectations/run-plan.js';
import { applyPolicy } from '../policy/policy.js';

/**
 * Runs a program in a container.
 *
 * @param program path on this machine
 * @param name that it is started under
 */
export type RunProgram = (program: string, plan: RunPlan, name: string) => Promise<ProgramRun>;

/**
 * Runs a program on an emulated processor.
 *
 * @param on the processor, as qemu-user calls it, and the image that has qemu: the one that the program was built in
 * @returns the run, or why there is none
 */
export type EmulateProgram = (
  program: string,
  plan: RunPlan,
  name: string,
  on: { readonly model: string; readonly image: BuildManifest['image'] },
) => Promise<ProgramRun | { readonly why: string }>;

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
  /** Of a program that was changed after it was built: what the build wrote down. */
  readonly changedFrom?: BuildManifest | undefined;
  /** Of a packed program: how the file is linked that it was proven to unpack to, byte for byte. */
  readonly unpackedLinkage?: Linkage | undefined;
  /** Of a packed program: what was found of that file's processors. What packs it asks for no other. */
  readonly unpackedCpuLevel?: Check | undefined;
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
 * Proves one program: what its bytes say, and its runs, one after the other.
 *
 * @throws StatixError STATIX_ELF_* when it cannot be read, STATIX_VERIFY_CHANGED when the file that
 * was run may not be the file that was read, and what `runProgram` throws
 */
export async function proveProgram(
  program: ProgramToProve,
  plan: ProofPlan,
  runProgram: RunProgram,
  emulate?: EmulateProgram,
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
  const [main, ...further] = await checkRuns(program, plan, before, runProgram);
  const cpuLevel = await checkCpuLevel(program, plan, main, emulate);
  const asks = !before.some(({ status }) => status === 'fail') && !further.some(showsAll);
  const checks = [
    ...before,
    ...applyPolicy(main.checks, plan.policy, asks),
    ...applyPolicy([cpuLevel], plan.policy, false),
  ];
  const runs = further.map(({ plan: { name: run }, declared, checks: its, end }) => ({
    name: run,
    ...declared,
    ...end,
    checks: applyPolicy(its, plan.policy, false),
  }));
  // What was not run was read once, from one open file.
  const ran = [main, ...further].some(({ end }) => end.end !== undefined);
  if (ran && (await hashElf(path)) !== sha256) throw changed(path);
  const report: VerifyReport = {
    schemaVersion: 2,
    kind: 'statix.verify-report',
    binary: file,
    verdict: verdictOf(reportedChecks({ checks, runs }).map(({ check }) => check)),
    linkage: unpackedLinkage ?? classifyLinkage(elf).linkage,
    policy: plan.policy,
    run: plan.run,
    ...(plan.run === 'never' ? {} : { mainRun: main.declared }),
    ...main.end,
    checks,
    runs: plan.run === 'never' ? [] : runs,
  };
  return { report, elf };
}

/** A run, and what follows from it. */
export interface CheckedRun {
  readonly plan: RunPlan;
  readonly declared: DeclaredRun;
  readonly checks: Check[];
  readonly end: Pick<VerifyReport, 'end'>;
  /** Undefined when the program was not run. */
  readonly run?: ProgramRun;
}

async function checkRuns(
  { name, path }: ProgramToProve,
  plan: ProofPlan,
  before: readonly Check[],
  runProgram: RunProgram,
): Promise<readonly [CheckedRun, ...CheckedRun[]]> {
  const obstacle = before.find(
    ({ id, status }) => status === 'fail' && CHECKS_BEFORE_RUN.includes(id),
  );
  const whyNot =
    plan.run === 'never'
      ? 'Not asked for: the option run is never'
      : obstacle === undefined
        ? undefined
        : `Not run, because ${obstacle.id} failed`;
  const check = async (one: RunPlan): Promise<CheckedRun> => {
    const planned = { plan: one, declared: declaredRun(one) };
    if (whyNot !== undefined)
      return { ...planned, checks: runChecksNotApplicable(whyNot), end: {} };
    const run = await runProgram(path, one, name);
    const checks = runChecks(run, one.expectation, one.root);
    return { ...planned, checks, end: { end: programEnd(run) }, run };
  };
  const [first, ...others] = runsOf(plan, name);
  const main = await check(first);
  const further: CheckedRun[] = [];
  for (const one of others) further.push(await check(one));
  return [main, ...further];
}

/** Whether a further run is, alone, what strict asks the main one for: from scratch, with output as expected. */
function showsAll({ checks }: CheckedRun): boolean {
  const wanted: readonly RunCheckId[] = ['starts-from-scratch', 'expected-output'];
  return wanted.every((id) => checks.some((check) => check.id === id && check.status === 'pass'));
}

/** What was asked for, for the report: who reads it sees what a pass means. */
function declaredRun(plan: RunPlan): DeclaredRun {
  return {
    root: plan.root,
    arguments: [...plan.arguments],
    environment: { ...plan.environment },
    stdin: plan.stdin !== undefined,
    files: plan.files.flatMap(({ path, content }) =>
      Buffer.isBuffer(content)
        ? [
            {
              path,
              sha256: createHash('sha256').update(content).digest('hex'),
              size: content.byteLength,
            },
          ]
        : [],
    ),
    writablePaths: [...plan.tmpfs],
    memoryBytes: plan.memoryBytes,
    pids: plan.pids,
    expectation: plan.expectation,
  };
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
