import { StatixError, type Check, type VerifyReport } from '@statix/contract';
import { statement, timestamp, type Statement } from './statement.js';

/** Another number means that other things are checked under the same names. */
export const VERIFIER_ID = 'https://statix.dev/verifier/v1';

export const SVR_TYPE = 'https://in-toto.io/attestation/svr/v0.1';

export interface VerificationResult {
  readonly verifier: {
    readonly id: string;
    /** Extension: version by package. */
    readonly statix_version: Readonly<Record<string, string>>;
  };
  readonly timeCreated: string;
  /** What has passed. */
  readonly properties: readonly string[];
}

/**
 * A proof as a Simple Verification Result (in-toto/attestation, spec/predicates/svr.md): properties that were
 * found, and none that was not looked at or only warned of.
 *
 * @param time when the proof was made; the predicate has to have it, so no cached step can write it
 * @throws StatixError STATIX_VERIFY_FAILED for a report that did not pass
 */
export function verificationResult(
  report: VerifyReport,
  { time, version }: { readonly time: Date; readonly version: string },
): Statement<typeof SVR_TYPE, VerificationResult> {
  if (report.verdict !== 'pass') {
    throw new StatixError({
      code: 'STATIX_VERIFY_FAILED',
      what: `${report.binary.name} did not pass verification, so nothing is attested of it`,
    });
  }
  const passed = report.checks.filter(({ status }) => status === 'pass').map(propertyOf);
  const linkage = `STATIX_LINKAGE_${report.linkage.toUpperCase().replaceAll('-', '_')}`;
  return statement([report.binary], SVR_TYPE, {
    verifier: { id: VERIFIER_ID, statix_version: { '@statix/verify': version } },
    timeCreated: timestamp(time),
    properties: [...new Set(['STATIX_VERIFIED', linkage, ...passed])].sort(),
  });
}

/** `no-interpreter` is `STATIX_CHECK_NO_INTERPRETER`. */
function propertyOf({ id }: Check): string {
  return `STATIX_CHECK_${id.toUpperCase().replaceAll('-', '_')}`;
}
