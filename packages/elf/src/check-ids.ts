/** The ids of all checks that this package makes, in the order of a report. */
export const STATIC_CHECK_IDS = [
  'elf-class',
  'machine',
  'segment-layout',
  'entry-point',
  'no-interpreter',
  'no-needed-libraries',
  'no-library-search-path',
  'linkage',
  'no-rwx-segment',
  'non-executable-stack',
  'no-text-relocations',
  'relro',
  'no-glibc',
  'path-leaks',
  'overlay',
  'build-information',
  'stack-canary',
  'fortify-source',
  'stack-clash',
  'control-flow-protection',
  'cpu-level',
] as const;

export const RUN_CHECK_IDS = [
  'starts-from-scratch',
  'expected-exit-code',
  'expected-output',
] as const;
