import type { BuildManifest, Check } from '@statix/contract';
import { newCheck, quote } from '@statix/elf';
import { CPU_LEVEL_CHECK_ID } from '../checks/check-ids.js';
import { describeEnd, lastLines } from '../checks/describe-run.js';
import type { ProgramRun } from '../checks/program-run.js';
import { includes, levelOfOption, type CpuLevel } from '../expectations/cpu-levels.js';
import { emulatedCpu } from './emulated-cpu.js';

type CpuOptions = BuildManifest['cpu'];

const MOST_SHOWN = 20;

/** What a run on an emulated processor has shown. */
export interface EmulatedRun {
  readonly run: ProgramRun;
  /** The checks of a run, by what is expected of the main run. */
  readonly checks: readonly Check[];
  readonly timeoutSeconds: number;
}

export interface NotEmulated {
  readonly why: string;
  /** Left out because there is no main run to compare with: no policy asks for it then. */
  readonly leftOut?: boolean | undefined;
}

export interface CpuLevelEvidence {
  readonly level: CpuLevel;
  /** Of the build's manifest; undefined for a program without one. */
  readonly options: { readonly cpu: CpuOptions } | undefined;
  /** How the main run ended; undefined where there was none. */
  readonly signal: string | undefined;
  /** On a processor of that level; or why it was not run there. */
  readonly emulated: EmulatedRun | NotEmulated;
}

/**
 * Whether a program runs on every processor of a level. Its instructions are not looked at: those behind a question
 * to the processor (CPUID) are no fault, and nothing in a program says which are. What counts is what the whole program
 * was asked to be compiled for, and a run on a processor that has nothing else.
 *
 * `-march=native` counts wherever it was used: what it means depends on the machine that built. Other options of single
 * files of C are told, and left to the run.
 */
export function cpuLevelCheck({ level, options, signal, emulated }: CpuLevelEvidence): Check {
  const { above, told } = judgeOptions(level, options);
  const ran = judgeRun(level, signal, emulated);
  if (above.length > 0) {
    const summary = `It was compiled for more than ${level}: ${list(above)}`;
    return check('warn', summary, [...told, ran.summary, ...ran.evidence]);
  }
  return check(ran.status, ran.summary, [...told, ...ran.evidence]);
}

function check(status: Check['status'], summary: string, evidence: readonly string[]): Check {
  return newCheck(CPU_LEVEL_CHECK_ID, status, summary, [...evidence]);
}

function judgeOptions(
  level: CpuLevel,
  options: CpuLevelEvidence['options'],
): { above: string[]; told: string[] } {
  if (options === undefined) {
    return {
      above: [],
      told: ['what it was compiled for is not known: there is no build manifest'],
    };
  }
  const { rust = [], native = [], nativeEverywhere = [] } = options.cpu ?? {};
  const isAbove = (option: string) => !includes(level, levelOfOption(option));
  const above = [
    ...rust.filter(isAbove),
    ...nativeEverywhere.filter(isAbove),
    ...(native ?? []).filter((option) => option === '-march=native'),
  ];
  return {
    above: [...new Set(above)],
    told: [
      rust.length === 0 ? 'rustc: the baseline' : `rustc: ${list(rust)}`,
      ...(nativeEverywhere.length === 0 ? [] : [`all C and C++: ${list(nativeEverywhere)}`]),
      native === null
        ? 'C and C++: not recorded by the linker'
        : native.length === 0
          ? 'C and C++: the baseline'
          : `C and C++, some of it: ${list(native)}`,
    ],
  };
}

/** A manifest may come from a cache that others can write to. */
function list(options: readonly string[]): string {
  const shown = options.slice(0, MOST_SHOWN).map((option) => quote(option).slice(1, -1));
  const more = options.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

function judgeRun(
  level: CpuLevel,
  signal: string | undefined,
  emulated: CpuLevelEvidence['emulated'],
): Pick<Check, 'status' | 'summary' | 'evidence'> {
  if ('why' in emulated) {
    if (emulated.leftOut === true) {
      const summary = `Not looked at on an emulated processor: ${emulated.why}`;
      return { status: 'not-applicable', summary, evidence: [] };
    }
    const summary = `Whether it runs on every ${level} is not known: ${emulated.why}`;
    return { status: 'not-provable', summary, evidence: [] };
  }
  const { run, checks, timeoutSeconds } = emulated;
  const { level: emulatedLevel, model } = emulatedCpu(level);
  const asked = `run under qemu-x86_64 -cpu ${model}`;
  const unknown = (why: string, evidence: readonly string[] = []) => ({
    status: 'not-provable' as const,
    summary: `Whether it runs on every ${level} is not known: ${why}`,
    evidence: [asked, ...evidence],
  });
  const end = [describeEnd(run), ...lastLines('stderr', run.stderr)];
  if (run.result.signal === 'SIGILL' && signal !== 'SIGILL') {
    if (emulatedLevel !== level) {
      return unknown(`qemu has no such processor, and on ${emulatedLevel} SIGILL ended it`, end);
    }
    return {
      status: 'warn',
      summary: `It does not run on every ${level}: an instruction that is none of that level ended it (SIGILL)`,
      evidence: [asked, ...end],
    };
  }
  const failed = checks.find(({ status }) => status === 'fail');
  if (run.result.timedOut && failed !== undefined) {
    return unknown(`emulated, it was not done after ${timeoutSeconds} s`);
  }
  if (failed !== undefined) {
    return unknown('emulated, it does something else, which need not be the processor', [
      `${failed.id}: ${failed.summary}`,
      ...failed.evidence,
    ]);
  }
  return {
    status: 'pass',
    summary: `The main run goes the same on a processor that has nothing but ${emulatedLevel}`,
    evidence: [asked],
  };
}
