import { STATIC_CHECK_IDS } from '@statix/elf/check-ids';

/** Of the comparison with the build manifest. */
export const MANIFEST_CHECK_ID = 'matches-build-manifest';

/** Of how the build was kept to itself. */
export const ISOLATION_CHECK_ID = 'built-in-isolation';

/** Of whether a program starts: from scratch, and on top of an image. */
export const START_CHECK_ID = 'starts-from-scratch';
export const START_IN_ROOT_CHECK_ID = 'starts-in-root';

/** Of which processors a program runs on. */
export const CPU_LEVEL_CHECK_ID = 'cpu-level';

/** Of every run, in the order of a report. */
export const RUN_CHECK_IDS = [START_CHECK_ID, 'expected-exit-code', 'expected-output'] as const;

/** Of a run that declares what they look at. */
const DECLARED_RUN_CHECK_IDS = [
  START_IN_ROOT_CHECK_ID,
  'expected-signal',
  'expected-stderr',
  'becomes-ready',
  'answers-probe',
  'ends-when-stopped',
] as const;

export type RunCheckId = (typeof RUN_CHECK_IDS)[number];

/** Every check of which a policy can be told what to make of it. */
export const CHECK_IDS = [
  MANIFEST_CHECK_ID,
  ISOLATION_CHECK_ID,
  ...STATIC_CHECK_IDS,
  ...RUN_CHECK_IDS,
  ...DECLARED_RUN_CHECK_IDS,
  CPU_LEVEL_CHECK_ID,
] as const;
