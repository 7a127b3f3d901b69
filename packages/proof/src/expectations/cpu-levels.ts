/** What processors are told apart by: levels of the x86-64 psABI ("Micro-Architecture Levels"), the lowest first. */
export const CPU_LEVELS = ['x86-64', 'x86-64-v2', 'x86-64-v3', 'x86-64-v4'] as const;

export type CpuLevel = (typeof CPU_LEVELS)[number];

/** As the option says them. */
export const CPU_LEVEL_OPTIONS = ['x86-64', 'v2', 'v3', 'v4'] as const;

/** `v2` is `x86-64-v2`. */
export function levelOf(option: (typeof CPU_LEVEL_OPTIONS)[number]): CpuLevel {
  return option === 'x86-64' ? option : `x86-64-${option}`;
}

/** No level has all that is asked for. */
export const BEYOND = 'beyond';

/**
 * The lowest level that has what a processor has, by the names that LLVM knows (`rustc --print target-cpus`): one
 * with AVX needs v3. Those with AVX-512 stand in no list, and neither do names that are not known.
 */
const cpus: readonly (readonly [CpuLevel, readonly string[]])[] = [
  ['x86-64', ['x86-64', 'generic', 'k8', 'opteron', 'athlon64', 'athlon-fx']],
  [
    'x86-64-v2',
    [
      ...['x86-64-v2', 'nocona', 'core2', 'penryn', 'k8-sse3', 'opteron-sse3', 'athlon64-sse3'],
      ...['nehalem', 'corei7', 'core_i7_sse4_2', 'westmere', 'bonnell', 'atom'],
      ...['silvermont', 'slm', 'goldmont', 'goldmont-plus', 'goldmont_plus', 'tremont'],
    ],
  ],
  [
    'x86-64-v3',
    [
      ...['x86-64-v3', 'sandybridge', 'corei7-avx', 'ivybridge', 'core-avx-i', 'haswell'],
      ...['core-avx2', 'broadwell', 'skylake', 'alderlake', 'raptorlake', 'meteorlake'],
      ...['gracemont', 'sierraforest', 'grandridge', 'arrowlake', 'arrowlake-s', 'lunarlake'],
      ...['znver1', 'znver2', 'znver3'],
    ],
  ],
  [
    'x86-64-v4',
    [
      ...['x86-64-v4', 'skylake-avx512', 'skx', 'cascadelake', 'cooperlake', 'cannonlake'],
      ...['icelake-client', 'icelake-server', 'rocketlake', 'tigerlake', 'sapphirerapids'],
      ...['emeraldrapids', 'graniterapids', 'znver4', 'znver5'],
    ],
  ],
];

/** The features that each level adds, by the names of rustc and by those of clang's `-m…`. */
const features: readonly (readonly [CpuLevel, readonly string[]])[] = [
  ['x86-64', ['cmov', 'cx8', 'fxsr', 'mmx', 'sse', 'sse2', 'x87']],
  [
    'x86-64-v2',
    [...['cx16', 'cmpxchg16b', 'sahf', 'popcnt', 'sse3', 'ssse3', 'sse4', 'sse4.1', 'sse4.2']],
  ],
  ['x86-64-v3', ['avx', 'avx2', 'bmi', 'bmi1', 'bmi2', 'f16c', 'fma', 'lzcnt', 'movbe', 'xsave']],
  ['x86-64-v4', ['avx512f', 'avx512bw', 'avx512cd', 'avx512dq', 'avx512vl']],
];

/**
 * The lowest level of processors on which all of a program runs that was compiled with an option: one that a
 * manifest has of rustc (`-C target-cpu=…`, `-C target-feature=+…`) or of clang (`-march=…`, `-m…`).
 */
export function levelOfOption(option: string): CpuLevel | typeof BEYOND {
  const cpu = /^(?:-C target-cpu|-march)=(.*)$/.exec(option)?.[1];
  if (cpu !== undefined) return levelIn(cpus, cpu);
  const feature = /^(?:-C target-feature=\+|-m)(.*)$/.exec(option)?.[1];
  return feature === undefined ? BEYOND : levelIn(features, feature);
}

/** Whether a level has all that another one has. */
export function includes(level: CpuLevel, other: CpuLevel | typeof BEYOND): boolean {
  return other !== BEYOND && CPU_LEVELS.indexOf(other) <= CPU_LEVELS.indexOf(level);
}

function levelIn(
  table: readonly (readonly [CpuLevel, readonly string[]])[],
  name: string,
): CpuLevel | typeof BEYOND {
  return table.find(([, names]) => names.includes(name))?.[0] ?? BEYOND;
}
