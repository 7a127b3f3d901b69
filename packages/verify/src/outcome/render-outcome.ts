import { neutralise, type VerifyReport } from '@statix/contract';
import { renderVerdict, type RenderOptions } from '@statix/proof';
import type { Input } from '../inputs/open-input.js';
import type { Outcome } from '../inputs/verify-inputs.js';

/** Names of one kind that are shown of an archive. */
const MOST_NAMES = 10;

/** What an archive holds, before its programs are proven; several lines. */
export function renderArchive({ archive, programs, passedOver }: Input): string {
  if (archive === undefined) return '';
  const { name, sha256, size } = archive;
  const count = `${programs.length} ${programs.length === 1 ? 'program' : 'programs'}`;
  const named = passedOver.filter(({ is }) => is === 'unreadable' || is === 'shared library');
  const others = passedOver.length - named.length;
  const lines = [
    `${neutralise(name)}  ${size} bytes  sha256 ${sha256.slice(0, 12)}  ${count}`,
    ...named
      .slice(0, MOST_NAMES)
      .map((one) => `  - not verified: ${neutralise(one.name)}, ${one.what}`),
    ...(named.length > MOST_NAMES ? [`  - and ${named.length - MOST_NAMES} such files more`] : []),
    ...(others > 0
      ? [`  - not followed: ${others} ${others === 1 ? 'link or device' : 'links and devices'}`]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** One line for each program, what failed and what has no verdict last: the end of a log is what is read first. */
export function renderOutcome(
  { reports, unverified }: Pick<Outcome, 'reports' | 'unverified'>,
  options: RenderOptions,
): string {
  const of = (verdict: VerifyReport['verdict']) =>
    reports
      .filter((report) => report.verdict === verdict)
      .map((report) => renderVerdict(report, options));
  const without = unverified.map(
    ({ name, error }) => `NONE ${neutralise(name)}  no verdict: ${error.code}`,
  );
  return ['', ...of('pass'), ...without, ...of('fail'), ''].join('\n');
}
