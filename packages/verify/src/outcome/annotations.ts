import { nameOfCheck, reportedChecks, type Check, type VerifyReport } from '@statix/contract';
import { githubCommand } from '@statix/task';
import type { Outcome } from '../inputs/verify-inputs.js';

/** When failures are written as commands of GitHub's runner: in `auto`, where it says that it is one. */
export type Annotations = 'auto' | 'always' | 'never';

/** GitHub shows ten errors and ten warnings of a step; the rest are in its log. */
const MOST_OF_LEVEL = 10;

/** Lines of evidence in one annotation. */
const EVIDENCE_LINES = 5;

export function areWanted(annotations: Annotations, env: NodeJS.ProcessEnv): boolean {
  if (annotations !== 'auto') return annotations === 'always';
  return env['GITHUB_ACTIONS'] === 'true';
}

/**
 * What failed, has no verdict or is warned of, as commands of GitHub's runner: errors first.
 *
 * @param fileOf the file of the repository that a program is in, where it is in one
 */
export function annotationsOf(
  { reports, unverified }: Pick<Outcome, 'reports' | 'unverified'>,
  fileOf: (name: string) => string | undefined,
): string[] {
  const place = (name: string) => {
    const file = fileOf(name);
    return file === undefined ? {} : { file };
  };
  const failed = ofStatus(reports, 'fail').map(({ name, title, check }) =>
    githubCommand('error', { ...place(name), title }, textOf(check)),
  );
  const without = unverified.map(({ name, error }) =>
    githubCommand('error', { ...place(name), title: `${name}: ${error.code}` }, error.what),
  );
  const warned = ofStatus(reports, 'warn').map(({ name, title, check }) =>
    githubCommand('warning', { ...place(name), title }, textOf(check)),
  );
  return [...[...failed, ...without].slice(0, MOST_OF_LEVEL), ...warned.slice(0, MOST_OF_LEVEL)];
}

function ofStatus(
  reports: readonly VerifyReport[],
  status: Check['status'],
): { name: string; title: string; check: Check }[] {
  return reports.flatMap((report) =>
    reportedChecks(report)
      .filter(({ check }) => check.status === status)
      .map((one) => ({
        name: report.binary.name,
        title: `${report.binary.name}: ${nameOfCheck(one)}`,
        check: one.check,
      })),
  );
}

function textOf({ summary, evidence }: Check): string {
  return [summary, ...evidence.slice(0, EVIDENCE_LINES)].join('\n');
}
