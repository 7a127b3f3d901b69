import { auditReportSchema, canonicalJson } from '@statix/contract';
import { billOfMaterials } from '../sbom/bill-of-materials.js';
import { programSha256, sampleBuild, sampleContents } from '../testing/documents.js';
import type { Advisory } from './advisory.js';
import { audit, type AuditRules, type Database } from './audit.js';
import { readAuditedBill } from './audited-bill.js';
import { renderAudit } from './render-audit.js';

const bill = readAuditedBill(
  canonicalJson(billOfMaterials(sampleContents, sampleBuild)),
  'app.cdx.json',
);

const ofLibc: Advisory = {
  id: 'RUSTSEC-2026-0001',
  aliases: ['CVE-2026-1'],
  database: 'rustsec',
  kind: 'vulnerability',
  title: 'libc is wrong',
  fixed: ['>=0.3.0'],
  date: '2026-05-01',
  package: { ecosystem: 'crates.io', name: 'libc' },
  affects: (version) => version === '0.2.180',
};
const ofMusl: Advisory = {
  id: 'DEBIAN-CVE-2025-26519',
  aliases: [],
  database: 'osv',
  kind: 'vulnerability',
  title: 'musl is wrong',
  fixed: [],
  date: '2026-06-01',
  release: 'Debian:13',
  package: { ecosystem: 'Debian', name: 'musl' },
  affects: () => true,
};

const database = (...relevant: Advisory[]): Database => ({
  ...{ relevant, advisories: 900, newest: '2026-11-01' },
});
const rules: AuditRules = { ignore: [], failOn: 'vulnerability', today: '2026-11-30' };
const auditWith = (
  { rustsec, osv }: { rustsec?: Database; osv?: Database },
  changes: Partial<AuditRules> = {},
) => audit(bill, programSha256, { rustsec, osv }, { ...rules, ...changes });

describe('readAuditedBill', () => {
  test('reads the bills that we write: what is looked up where', () => {
    expect(bill.program).toEqual({ name: 'app', sha256: programSha256 });
    expect(bill.packages).toEqual([
      { ecosystem: 'crates.io', name: 'libc', version: '0.2.180' },
      { ecosystem: 'crates.io', name: 'openssl-sys', version: '0.9.111' },
      { ecosystem: 'crates.io', name: 'openssl-src', version: '300.5.4+3.5.4' },
      { ecosystem: 'Debian', name: 'musl', version: '1.2.5-3.1~deb13u1' },
      { ecosystem: 'rust', name: 'std', version: '1.96.0' },
    ]);
  });

  test('and what no database knows', () => {
    expect(bill.unknown).toEqual([
      { name: 'forked', version: '2.0.0', why: 'not from crates.io' },
      { name: 'inner', version: '0.1.0', why: 'of the repository' },
      { name: 'openssl', version: '3.5.4', why: 'asked for by the crate that carries it alone' },
      { name: 'zlib', version: null, why: 'asked for by the crate that carries it alone' },
    ]);
  });

  test('a standard library that Debian compiled is Rust’s as well, and its crates are those of crates.io', () => {
    // As a build in the image wrote them.
    const purl = 'pkg:deb/debian/rustc-web@1.96.0%2Bdfsg1-1~deb13u1?arch=source';
    const components = [
      { name: 'rust-std/hashbrown', version: '0.16.1', purl },
      { name: 'rust-std', version: '1.96.0', purl },
      // Whoever calls a crate so has not compiled the standard library.
      { name: 'rust-std', version: '6.6.6', purl: 'pkg:cargo/other@1.0.0' },
    ];
    const metadata = { component: { name: 'app' } };
    const text = JSON.stringify({ bomFormat: 'CycloneDX', metadata, components });
    expect(readAuditedBill(text, 'x')).toMatchObject({
      packages: [
        { ecosystem: 'Debian', name: 'rustc-web', version: '1.96.0+dfsg1-1~deb13u1' },
        { ecosystem: 'crates.io', name: 'hashbrown', version: '0.16.1' },
        { ecosystem: 'rust', name: 'std', version: '1.96.0' },
        { ecosystem: 'crates.io', name: 'other', version: '1.0.0' },
      ],
      unknown: [],
    });
  });

  test.each(['{', '{"bomFormat":"SPDX"}', '[]'])('attack: %s is no bill', (text) => {
    expect(() => readAuditedBill(text, 'x.cdx.json')).toThrow(
      expect.objectContaining({ code: 'STATIX_DOCUMENT_INVALID' }) as Error,
    );
  });

  test('attack: what is no package URL is named as not looked up', () => {
    const components = [
      { name: 'a', version: '1', purl: 'pkg:cargo/%E0%A4%A@1' },
      { name: 'b', version: '1', purl: `pkg:cargo/${'b'.repeat(300)}@1` },
      { name: 'c', version: '1', purl: 'pkg:cargo/c' },
    ];
    const metadata = { component: { name: 'app' } };
    const text = JSON.stringify({ bomFormat: 'CycloneDX', metadata, components });
    const read = readAuditedBill(text, 'x');
    expect(read.packages).toEqual([]);
    expect(read.unknown.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });
});

describe('audit', () => {
  test('a vulnerability makes it fail, and the document is one', () => {
    const report = auditWith({ rustsec: database(ofLibc), osv: database(ofMusl) });
    expect(auditReportSchema.parse(report)).toEqual(report);
    expect(report.verdict).toBe('fail');
    expect(report.findings.map(({ id }) => id)).toEqual([ofLibc.id, ofMusl.id]);
    expect(report.databases.rustsec).toEqual({ advisories: 900, newest: '2026-11-01' });
  });

  test('passes where no advisory is about a version that is in it', () => {
    const report = auditWith({
      rustsec: database({ ...ofLibc, affects: () => false }),
      osv: database(),
    });
    expect(report).toMatchObject({ verdict: 'pass', findings: [] });
  });

  test('of another package of the same name in another ecosystem nothing is said', () => {
    const other = { ...ofMusl, package: { ecosystem: 'crates.io' as const, name: 'musl' } };
    expect(auditWith({ rustsec: database(other), osv: database() }).findings).toEqual([]);
  });

  test.each([
    ['vulnerability', 'informational', 'pass'],
    ['informational', 'informational', 'fail'],
    ['informational', 'vulnerability', 'fail'],
    ['never', 'vulnerability', 'pass'],
  ] as const)('failOn %s with a finding that is %s: %s', (failOn, kind, verdict) => {
    const report = auditWith({ rustsec: database({ ...ofLibc, kind }) }, { failOn });
    expect(report.findings).toHaveLength(1);
    expect(report.verdict).toBe(verdict);
  });

  test.each([
    ['by id', 'RUSTSEC-2026-0001', '2026-12-31', 'pass'],
    ['by alias', 'CVE-2026-1', '2026-11-30', 'pass'],
    ['until yesterday', 'RUSTSEC-2026-0001', '2026-11-29', 'fail'],
    ['another', 'RUSTSEC-2026-0002', '2026-12-31', 'fail'],
  ])('ignored %s', (_, id, until, verdict) => {
    const ignore = [{ id, reason: 'the function is not called', until }];
    const report = auditWith({ rustsec: database(ofLibc) }, { ignore });
    expect(report.verdict).toBe(verdict);
    expect(report.findings).toHaveLength(1);
    expect(report.findings[0]!.ignored?.reason).toBe(
      verdict === 'pass' ? 'the function is not called' : undefined,
    );
  });

  test('one release of Debian counts where it is said', () => {
    const osv = database(ofMusl);
    expect(auditWith({ osv }, { debianRelease: '12' }).findings).toEqual([]);
    expect(auditWith({ osv }, { debianRelease: '13' }).findings).toHaveLength(1);
    expect(auditWith({ osv }).findings).toHaveLength(1);
  });

  test('an advisory that is in both databases is found once, and as the worse of both', () => {
    const copy = { ...ofLibc, database: 'osv' as const };
    const kept = { ...ofLibc, kind: 'informational' as const };
    const { findings } = auditWith({ rustsec: database(kept), osv: database(copy) });
    expect(findings).toMatchObject([{ database: 'rustsec', kind: 'vulnerability' }]);
  });

  test('what was not asked about is in the report', () => {
    const { notLookedUp } = auditWith({ rustsec: database() });
    expect(notLookedUp).toContainEqual({
      name: 'musl',
      version: '1.2.5-3.1~deb13u1',
      why: 'no folder of OSV was given',
    });
    expect(notLookedUp).toContainEqual({
      name: 'inner',
      version: '0.1.0',
      why: 'of the repository',
    });
  });
});

describe('renderAudit', () => {
  test('dates of the databases first, what was found, what was not looked up, the verdict last', () => {
    const ignore = [
      { id: 'DEBIAN-CVE-2025-26519', reason: 'iconv is not called', until: '2027-01-31' },
      { id: 'CVE-2026-1', reason: 'later', until: '2026-01-31' },
      { id: 'CVE-2020-9', reason: 'old', until: '2027-01-31' },
    ];
    const report = auditWith({ rustsec: database(ofLibc), osv: database(ofMusl) }, { ignore });
    expect(renderAudit(report, { ...rules, ignore })).toBe(`app  sha256 aaaaaaaaaaaa
  RustSec: 900 advisories, the newest of 2026-11-01
  OSV: 900 advisories, the newest of 2026-11-01
  ✖ libc 0.2.180  RUSTSEC-2026-0001 (CVE-2026-1)
      libc is wrong; fixed in >=0.3.0
  ! musl 1.2.5-3.1~deb13u1  DEBIAN-CVE-2025-26519 in Debian:13
      musl is wrong; no version is without it
      ignored until 2027-01-31: iconv is not called
  ! CVE-2026-1 was ignored until 2026-01-31, which is past
  - CVE-2020-9 is ignored, and no part of this program has it
  ? not looked up, not from crates.io: forked
  ? not looked up, of the repository: inner
  ? not looked up, asked for by the crate that carries it alone: openssl, zlib
FAIL app  advisories: 1 that count, 1 that do not
`);
  });

  test('attack: an advisory cannot write to the terminal', () => {
    const title = 'a\u001b[2Jb\r\n::error::x';
    const report = auditWith({ rustsec: database({ ...ofLibc, title }) });
    const text = renderAudit(report, rules);
    expect(text).not.toMatch(/[\u001b\r]/);
    expect(text).not.toMatch(/^::error/m);
  });
});
