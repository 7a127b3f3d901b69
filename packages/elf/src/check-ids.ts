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
  'position-independent',
  'no-rwx-segment',
  'non-executable-stack',
  'no-text-relocations',
  'relro',
  'no-glibc',
  'path-leaks',
  'overlay',
  'build-information',
  'thread-memory',
  'stack-canary',
  'fortify-source',
  'stack-clash',
  'control-flow-protection',
  'carried-code',
] as const;

export type StaticCheckId = (typeof STATIC_CHECK_IDS)[number];
