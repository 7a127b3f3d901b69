import type { AuditFinding, AuditReport } from '@statix/contract';
import type { Advisory } from './advisory.js';
import type { AuditedBill, AuditedPackage } from './audited-bill.js';

/** An advisory that does not count for a time, and why. */
export interface Ignored {
  /** Of the advisory, or an alias such as `CVE-2024-1234`. */
  readonly id: string;
  readonly reason: string;
  /** Last day on which it does not count: `2027-01-31`. */
  readonly until: string;
}

export interface AuditRules {
  /** Debian's release that counts, `13`; undefined: every release, so what one has fixed another may still report. */
  readonly debianRelease?: string | undefined;
  readonly ignore: readonly Ignored[];
  readonly failOn: 'vulnerability' | 'informational' | 'never';
  /** `2026-11-30` */
  readonly today: string;
}

/** A database that was read; undefined where none was given. */
export interface Database {
  /** Those that are about a package of the bill; others need not be kept. */
  readonly relevant: readonly Advisory[];
  readonly advisories: number;
  readonly newest: string | null;
}

export interface Databases {
  readonly rustsec: Database | undefined;
  readonly osv: Database | undefined;
}

/** Whether an advisory is about a package, whichever version. */
export function isAbout({ package: of }: Advisory, { ecosystem, name }: AuditedPackage): boolean {
  return of.ecosystem === ecosystem && of.name === name;
}

/**
 * Holds a bill of materials against databases of advisories.
 *
 * @param sha256 of the program that the bill is about
 */
export function audit(
  bill: AuditedBill,
  sha256: string,
  databases: Databases,
  rules: AuditRules,
): AuditReport {
  const found = bill.packages.flatMap((one) => findingsFor(one, databases, rules));
  const findings = withoutRepeats(found).map((finding) => withIgnored(finding, rules));
  return {
    schemaVersion: 1,
    kind: 'statix.audit-report',
    binary: { name: bill.program.name, sha256 },
    date: rules.today,
    databases: { rustsec: described(databases.rustsec), osv: described(databases.osv) },
    verdict: findings.some((finding) => counts(finding, rules)) ? 'fail' : 'pass',
    findings: findings.sort(byPackage),
    notLookedUp: [...bill.unknown, ...bill.packages.flatMap((one) => notAsked(one, databases))],
  };
}

/** Whether a finding makes an audit fail. */
export function counts(
  { kind, ignored }: Pick<AuditFinding, 'kind' | 'ignored'>,
  { failOn }: Pick<AuditRules, 'failOn'>,
): boolean {
  if (ignored !== undefined || failOn === 'never') return false;
  return kind === 'vulnerability' || failOn === 'informational';
}

/** Rules whose day is past or whose advisory was not met: they have no effect. */
export function idleIgnores(
  { findings }: Pick<AuditReport, 'findings'>,
  { ignore, today }: Pick<AuditRules, 'ignore' | 'today'>,
): { readonly expired: readonly Ignored[]; readonly notMet: readonly Ignored[] } {
  const isMet = ({ id }: Ignored) => findings.some((finding) => names(finding, id));
  return {
    expired: ignore.filter((one) => one.until < today && isMet(one)),
    notMet: ignore.filter((one) => !isMet(one)),
  };
}

function findingsFor(
  one: AuditedPackage,
  { rustsec, osv }: Databases,
  { debianRelease }: AuditRules,
): AuditFinding[] {
  return [...(rustsec?.relevant ?? []), ...(osv?.relevant ?? [])]
    .filter((advisory) => isAbout(advisory, one) && ofRelease(advisory, debianRelease))
    .filter((advisory) => advisory.affects(one.version))
    .map(({ id, aliases, database, kind, title, fixed, release }) => ({
      ...{ id, aliases: [...aliases], database, kind, title, fixed: [...fixed] },
      package: one.name,
      version: one.version,
      ...(release === undefined ? {} : { ecosystem: release }),
    }));
}

function ofRelease({ release }: Advisory, wanted: string | undefined): boolean {
  if (release === undefined || wanted === undefined || release === 'Debian') return true;
  return release === `Debian:${wanted}`;
}

/** OSV has RustSec's advisories too, and a record may speak of several releases. */
function withoutRepeats(findings: readonly AuditFinding[]): AuditFinding[] {
  const kept = new Map<string, AuditFinding>();
  for (const finding of findings) {
    const key = `${finding.id} ${finding.package} ${finding.version}`;
    const before = kept.get(key);
    if (before === undefined) kept.set(key, finding);
    else if (before.kind === 'informational' && finding.kind === 'vulnerability')
      kept.set(key, { ...before, kind: 'vulnerability' });
  }
  return [...kept.values()];
}

function withIgnored(finding: AuditFinding, { ignore, today }: AuditRules): AuditFinding {
  const rule = ignore.find(({ id, until }) => names(finding, id) && until >= today);
  if (rule === undefined) return finding;
  return { ...finding, ignored: { reason: rule.reason, until: rule.until } };
}

function names({ id, aliases }: Pick<AuditFinding, 'id' | 'aliases'>, wanted: string): boolean {
  return id === wanted || aliases.includes(wanted);
}

function notAsked(one: AuditedPackage, { rustsec, osv }: Databases): AuditReport['notLookedUp'] {
  const asked =
    one.ecosystem === 'Debian' ? osv : one.ecosystem === 'rust' ? rustsec : (rustsec ?? osv);
  if (asked !== undefined) return [];
  const { name, version } = one;
  return [
    {
      name,
      version,
      why: `no folder of ${one.ecosystem === 'Debian' ? 'OSV' : 'RustSec'} was given`,
    },
  ];
}

function described(database: Database | undefined): AuditReport['databases']['rustsec'] {
  return database === undefined
    ? null
    : { advisories: database.advisories, newest: database.newest };
}

function byPackage(left: AuditFinding, right: AuditFinding): number {
  const [one, other] = [left, right].map(
    ({ package: name, version, id }) => `${name}\0${version}\0${id}`,
  );
  return (one ?? '') < (other ?? '') ? -1 : 1;
}
