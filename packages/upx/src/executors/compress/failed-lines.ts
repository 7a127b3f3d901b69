import { failedChecks, type VerifyReport } from '@statix/contract';

/** What failed and what was seen of it, for the excerpt of an error. */
export function failedLines(report: VerifyReport): string[] {
  return failedChecks(report).flatMap(({ run, check: { id, summary, evidence } }) => [
    `${run === undefined ? '' : `run ${run}, `}${id}: ${summary}`,
    ...evidence.map((line) => `  ${line}`),
  ]);
}
