import type { Check } from '@statix/contract';
import { runChecks } from '../checks/run-checks.js';
import type { ProofPlan, RunPlan } from '../expectations/run-plan.js';
import type { CheckedRun, EmulateProgram, ProgramToProve } from './prove-program.js';
import { cpuLevelCheck, type CpuLevelEvidence } from '../cpu/cpu-level-check.js';
import { emulatedCpu } from '../cpu/emulated-cpu.js';

/** An emulated program is ten to a hundred times slower where it computes, and hardly where it waits. */
const SLOWER = 10;

/** qemu's own: the code that it translates to, and its tables. */
const EMULATOR_BYTES = 256 * 1024 ** 2;
const EMULATOR_THREADS = 8;

/**
 * Finds out whether a program runs on every processor of a level: by the options of the manifest, and by its main run
 * once more on an emulated one. Where the main run has failed, or there was none, nothing is emulated.
 */
export async function checkCpuLevel(
  program: ProgramToProve,
  plan: Pick<ProofPlan, 'cpuLevel'>,
  main: CheckedRun,
  emulate: EmulateProgram | undefined,
): Promise<Check> {
  if (program.unpackedCpuLevel !== undefined) {
    const { summary } = program.unpackedCpuLevel;
    return { ...program.unpackedCpuLevel, summary: `Of what it unpacks to: ${summary}` };
  }
  const manifest = program.built?.manifest ?? program.changedFrom;
  const emulated = await runEmulated(program, plan, main, emulate);
  return cpuLevelCheck({
    level: plan.cpuLevel,
    options: manifest === undefined ? undefined : { cpu: manifest.cpu },
    signal: main.run?.result.signal,
    emulated,
  });
}

async function runEmulated(
  { name, path, built, changedFrom }: ProgramToProve,
  { cpuLevel }: Pick<ProofPlan, 'cpuLevel'>,
  main: CheckedRun,
  emulate: EmulateProgram | undefined,
): Promise<CpuLevelEvidence['emulated']> {
  const image = (built?.manifest ?? changedFrom)?.image;
  if (main.run === undefined) return { why: 'it was not run', leftOut: true };
  if (main.checks.some(({ status }) => status === 'fail'))
    return { why: 'its main run failed', leftOut: true };
  if (image === undefined)
    return { why: 'it comes without a build manifest, which names the image that has qemu' };
  if (emulate === undefined) return { why: 'nothing here emulates a processor' };
  const slower = emulatedPlan(main.plan, main.run.result.timedOut);
  const { model } = emulatedCpu(cpuLevel);
  const run = await emulate(path, slower, name, { model, image });
  if ('why' in run) return run;
  const { expectation, root } = slower;
  const { timeoutSeconds } = expectation;
  return { run, checks: runChecks(run, expectation, root), timeoutSeconds };
}

/** @param goesOn whether the program was still running when its time was over, and was to be */
function emulatedPlan(plan: RunPlan, goesOn: boolean): RunPlan {
  const times = goesOn ? 1 : SLOWER;
  const { timeoutSeconds } = plan.expectation;
  return {
    ...plan,
    timeoutMilliseconds: plan.timeoutMilliseconds * times,
    memoryBytes: plan.memoryBytes + EMULATOR_BYTES,
    pids: plan.pids + EMULATOR_THREADS,
    expectation: { ...plan.expectation, timeoutSeconds: timeoutSeconds * times },
  };
}
