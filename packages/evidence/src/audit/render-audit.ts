import { neutralise, type AuditFinding, type AuditReport } from '@statix/contract';
import { counts, idleIgnores, type AuditRules } from './audit.js';

/**
 * An audit for a person: the databases with the date of their newest advisory, which tells a stale one, a line or
 * two for each finding, what was not looked up, and the verdict last.
 *
 * @returns several lines, with a newline at the end
 */
export function renderAudit(report: AuditReport, rules: AuditRules): string {
  const { binary, findings, databases, notLookedUp } = report;
  const { expired, notMet } = idleIgnores(report, rules);
  const lines = [
    `${binary.name}  sha256 ${binary.sha256.slice(0, 12)}`,
    ...databaseLine('RustSec', databases.rustsec),
    ...databaseLine('OSV', databases.osv),
    ...findings.flatMap((finding) => findingLines(finding, rules)),
    ...expired.map(({ id, until }) => `  ! ${id} was ignored until ${until}, which is past`),
    ...notMet.map(({ id }) => `  - ${id} is ignored, and no part of this program has it`),
    ...notLookedUpLines(notLookedUp),
    verdictLine(report, rules),
  ];
  return lines.map((line) => `${neutralise(line)}\n`).join('');
}

function databaseLine(name: string, database: AuditReport['databases']['rustsec']): string[] {
  if (database === null) return [];
  const { advisories, newest } = database;
  return [`  ${name}: ${advisories} advisories, the newest of ${newest ?? 'no known date'}`];
}

function findingLines(finding: AuditFinding, rules: AuditRules): string[] {
  const { id, aliases, package: name, version, title, fixed, ignored, ecosystem } = finding;
  const mark = counts(finding, rules) ? '✖' : '!';
  const also = aliases.length === 0 ? '' : ` (${aliases.slice(0, 3).join(', ')})`;
  const of = ecosystem === undefined ? '' : ` in ${ecosystem}`;
  const kind = finding.kind === 'informational' ? ', informational' : '';
  const better = fixed.length === 0 ? 'no version is without it' : `fixed in ${fixed.join(' or ')}`;
  return [
    `  ${mark} ${name} ${version}  ${id}${also}${of}${kind}`,
    `      ${oneLine(title)}; ${better}`,
    ...(ignored === undefined
      ? []
      : [`      ignored until ${ignored.until}: ${oneLine(ignored.reason)}`]),
  ];
}

function notLookedUpLines(all: AuditReport['notLookedUp']): string[] {
  const reasons = new Map<string, string[]>();
  for (const { name, why } of all) reasons.set(why, [...(reasons.get(why) ?? []), name]);
  return [...reasons].map(([why, names]) => {
    const shown = names.slice(0, 5).join(', ');
    const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
    return `  ? not looked up, ${why}: ${shown}${more}`;
  });
}

function verdictLine({ binary, verdict, findings }: AuditReport, rules: AuditRules): string {
  const counted = findings.filter((finding) => counts(finding, rules)).length;
  const others = findings.length - counted;
  const found = [
    ...(counted > 0 ? [`${counted} that count`] : []),
    ...(others > 0 ? [`${others} that do not`] : []),
  ];
  const what = found.length === 0 ? 'no advisory is about it' : `advisories: ${found.join(', ')}`;
  return `${verdict === 'pass' ? 'PASS' : 'FAIL'} ${binary.name}  ${what}`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
