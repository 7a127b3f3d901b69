import type { Check, VerifyReport } from '@statix/contract';

/** `fail` when any check failed. What is not provable or only warned of fails nothing. */
export function verdictOf(checks: readonly Check[]): VerifyReport['verdict'] {
  return checks.some(({ status }) => status === 'fail') ? 'fail' : 'pass';
}
