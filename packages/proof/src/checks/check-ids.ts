import { STATIC_CHECK_IDS } from '@statix/elf/check-ids';

/** Of the comparison with the build manifest. */
export const MANIFEST_CHECK_ID = 'matches-build-manifest';

/** Of how the build was kept to itself. */
export const ISOLATION_CHECK_ID = 'built-in-isolation';

/** Of a run, in the order of a report. */
export const RUN_CHECK_IDS = [
  'starts-from-scratch',
  'expected-exit-code',
  'expected-output',
] as const;

export type RunCheckId = (typeof RUN_CHECK_IDS)[number];

/** Every check of which a policy can be told what to make of it. */
export const CHECK_IDS = [
  MANIFEST_CHECK_ID,
  ISOLATION_CHECK_ID,
  ...STATIC_CHECK_IDS,
  ...RUN_CHECK_IDS,
] as const;
