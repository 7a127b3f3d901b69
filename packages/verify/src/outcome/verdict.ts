import type { Verification } from '@statix/contract';
import type { Outcome } from '../inputs/verify-inputs.js';

/** A failure is one whatever else there is; without a verdict on everything there is no pass. */
export function verdictOfAll({
  reports,
  unverified,
}: Pick<Outcome, 'reports' | 'unverified'>): Verification['verdict'] {
  if (reports.some(({ verdict }) => verdict === 'fail')) return 'fail';
  return unverified.length > 0 || reports.length === 0 ? 'none' : 'pass';
}

/** The outcome as a document. */
export function verificationOf(outcome: Outcome): Verification {
  const { reports, unverified, passedOver } = outcome;
  return {
    schemaVersion: 1,
    kind: 'statix.verification',
    verdict: verdictOfAll(outcome),
    reports: [...reports],
    unverified: unverified.map(({ name, error: { code, what, why } }) => ({
      ...{ name, code, what },
      ...(why === undefined ? {} : { why }),
    })),
    passedOver: passedOver.map(({ name, what }) => ({ name, what })),
  };
}
