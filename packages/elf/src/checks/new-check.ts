import type { Check, CheckStatus } from '@statix/contract';

/** A {@link Check} in the order in which it reads. */
export function newCheck(
  id: string,
  status: CheckStatus,
  summary: string,
  evidence: readonly string[] = [],
): Check {
  return { id, status, summary, evidence: [...evidence] };
}
