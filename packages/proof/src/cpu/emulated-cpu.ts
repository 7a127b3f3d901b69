import type { CpuLevel } from '../expectations/cpu-levels.js';

/** A processor of qemu-user: that of the level, or the highest one below it that qemu has. */
export interface EmulatedCpu {
  readonly level: CpuLevel;
  /** For its option `-cpu`. */
  readonly model: string;
}

/**
 * Put together from `qemu64` rather than taken by the name of a processor that was sold: that has more than its
 * level, and qemu warns on standard error of what of it it cannot emulate. `svm` is none of any level.
 */
const BASELINE = 'qemu64,-svm,-pni,-cx16,-lahf-lm';
const V2 = 'qemu64,-svm,+ssse3,+sse4.1,+sse4.2,+popcnt';
const V3 = `${V2},+avx,+avx2,+bmi1,+bmi2,+f16c,+fma,+abm,+movbe,+xsave`;

/** qemu emulates no AVX-512 (qemu's docs, "Emulation", x86): what runs without it runs on a processor with it, too. */
const CPUS: Readonly<Record<CpuLevel, EmulatedCpu>> = {
  'x86-64': { level: 'x86-64', model: BASELINE },
  'x86-64-v2': { level: 'x86-64-v2', model: V2 },
  'x86-64-v3': { level: 'x86-64-v3', model: V3 },
  'x86-64-v4': { level: 'x86-64-v3', model: V3 },
};

export function emulatedCpu(level: CpuLevel): EmulatedCpu {
  return CPUS[level];
}
