/** The steps from sources to what is shipped, first to last. */
export const steps = ['build', 'verify', 'stamp', 'compress', 'package'] as const;

export type Step = (typeof steps)[number];

/** Which step an executor is. */
export const stepOfExecutor: Readonly<Record<string, Step>> = {
  '@statix/cargo-musl:build': 'build',
  '@statix/verify:verify': 'verify',
  '@statix/verify:stamp': 'stamp',
  '@statix/upx:compress': 'compress',
  '@statix/package:package': 'package',
};

/** What the steps that prove a program know of its runs besides. */
const ofRuns = [
  ...['stdin', 'files', 'root', 'expectedSignal', 'expectedStderr'],
  ...['ready', 'probe', 'stop', 'runs', 'cpuLevel'],
] as const;

/**
 * The options of each step. They stand here, because a step forwards what it is given on the command
 * line to the steps before it, so each has to know whose an option is; packages/nx/src/executors/static
 * compares them with the schemas.
 */
export const optionsOfStep: Readonly<Record<Step, readonly string[]>> = {
  build: [
    ...[
      'manifest',
      'image',
      'imageDefinition',
      'imageChannel',
      'triple',
      'profile',
      'bins',
      'features',
      'allFeatures',
    ],
    ...['defaultFeatures', 'rustflags', 'allocator', 'extraInputs', 'environment', 'outputPath'],
    ...[
      'generatedInputs',
      'threadStackSize',
      'offline',
      'strip',
      'cargoArgs',
      'examples',
      'splitDebug',
    ],
    ...['buildNetwork', 'sourceMode', 'auditable', 'runsOn'],
    ...['digest', 'workspaceDigest'],
  ],
  verify: [
    ...['triple', 'profile', 'binaries', 'outputPath', 'expectedLinkage', 'run', 'args'],
    ...['environment', 'expectedExitCode', 'expectedStdout', 'timeoutSeconds', 'memoryMegabytes'],
    ...['pids', 'writablePaths', 'policy', 'overrides', 'perBinary', 'digest'],
    ...ofRuns,
    ...['paths', 'annotations'],
  ],
  stamp: [
    ...['triple', 'profile', 'binaries', 'outputPath', 'revision', 'dirty', 'programs'],
    ...['expectedLinkage', 'run', 'args', 'environment', 'expectedExitCode', 'expectedStdout'],
    ...['timeoutSeconds', 'memoryMegabytes', 'pids', 'writablePaths', 'policy', 'overrides'],
    ...['perBinary', 'digest'],
    ...ofRuns,
  ],
  compress: [
    ...[
      'triple',
      'profile',
      'binaries',
      'reports',
      'outputPath',
      'stamped',
      'image',
      'imageDefinition',
      'imageChannel',
      'level',
      'lzma',
      'ultraBrute',
      'measure',
    ],
    ...['maxRatio', 'args', 'environment', 'expectedExitCode', 'expectedStdout', 'timeoutSeconds'],
    ...[
      'memoryMegabytes',
      'pids',
      'writablePaths',
      'expectedLinkage',
      'policy',
      'overrides',
      'perBinary',
      'digest',
    ],
    ...ofRuns,
  ],
  package: [
    ...['triple', 'profile', 'manifest', 'formats', 'programs', 'files', 'licences', 'deb'],
    ...['container', 'stamped', 'packed', 'builds', 'stamps', 'binaries', 'reports', 'outputPath'],
    ...['image', 'imageDefinition', 'imageChannel', 'digest'],
  ],
};

/** Where files lie, and what the plugin sets: of the step that it was given to, and of no other. */
const ofOneStep: readonly string[] = [
  ...[
    'manifest',
    'image',
    'imageDefinition',
    'imageChannel',
    'binaries',
    'reports',
    'stamped',
    'packed',
    'builds',
    'stamps',
    'paths',
    'outputPath',
    'digest',
    'workspaceDigest',
  ],
];

/** Means something else to this one step: variables of compilers, files that are shipped beside a program. */
const meansOtherwise: Readonly<Record<string, Step>> = { environment: 'build', files: 'package' };

/**
 * Whether an option that was given to one step means the same to another: `features` is the build's
 * wherever it is given, `args` is of both runs, and `outputPath` stays with the step that it was given to.
 */
export function means(option: string, given: Step, taken: Step): boolean {
  if (given === taken) return true;
  if (ofOneStep.includes(option)) return false;
  const other = ownMeaning(option);
  if (given === other || taken === other) return false;
  return optionsOfStep[taken].includes(option);
}

/** Options that a task of all steps cannot take, for they mean something else to each. */
export function isAmbiguous(option: string): boolean {
  return ofOneStep.includes(option) || ownMeaning(option) !== undefined;
}

/** The step to which an option means something else than to all others that have it. */
function ownMeaning(option: string): Step | undefined {
  return Object.hasOwn(meansOtherwise, option) ? meansOtherwise[option] : undefined;
}
