import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  canonicalJson,
  errorCode,
  StatixError,
  writeFileDurably,
  type AuditReport,
} from '@statix/contract';
import { openElf } from '@statix/elf';
import {
  audit,
  isAbout,
  readAuditedBill,
  renderAudit,
  type AuditedBill,
  type Databases,
} from '@statix/evidence';
import { stepCommand } from '@statix/proof';
import { readBounded } from '../../evidence/read-bounded.js';
import type { AuditPlan } from './plan.js';
import { osvForm, readDatabase, rustSecForm } from './read-database.js';

/** A bill of ten thousand components has 8 MB. */
const MOST_BYTES = 64 * 1024 * 1024;

const BILL_SUFFIX = '.cdx.json';

interface ToAudit {
  readonly bill: AuditedBill;
  readonly sha256: string;
}

export interface AuditSurroundings {
  /** Prints text for a person. */
  readonly print: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Holds the bills of materials of a project's programs against databases of advisories, prints what is found and
 * writes it.
 *
 * @throws StatixError STATIX_AUDIT_FOUND when something counts, STATIX_AUDIT_NO_BILL, STATIX_AUDIT_OTHER_PROGRAM,
 *   STATIX_AUDIT_DATABASE, STATIX_DOCUMENT_INVALID
 */
export async function performAudit(
  plan: AuditPlan,
  { print, signal }: AuditSurroundings,
): Promise<readonly AuditReport[]> {
  await removeEarlierReports(plan.outputPath);
  const audited = await readBills(plan);
  const databases = await readDatabases(plan, audited, signal);
  const reports: AuditReport[] = [];
  for (const { bill, sha256 } of audited) {
    const report = audit(bill, sha256, databases, plan.rules);
    const path = join(plan.outputPath, `${bill.program.name}.audit.json`);
    await writeFileDurably(path, canonicalJson(report));
    print(renderAudit(report, plan.rules));
    reports.push(report);
  }
  const failed = reports.filter(({ verdict }) => verdict === 'fail');
  if (failed.length > 0) throw found(plan, failed);
  return reports;
}

async function removeEarlierReports(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const old = names.filter((name) => name.endsWith('.audit.json'));
  await Promise.all(old.map((name) => rm(join(folder, name), { force: true })));
}

/** Each belongs to the program that lies in the folder of the binaries now. */
async function readBills(plan: AuditPlan): Promise<ToAudit[]> {
  const names = await readdir(plan.evidence).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') throw noBill(plan);
    throw error;
  });
  const bills = names.filter((name) => name.endsWith(BILL_SUFFIX)).sort();
  if (bills.length === 0) throw noBill(plan);
  return Promise.all(
    bills.map(async (file) => {
      const name = file.slice(0, -BILL_SUFFIX.length);
      const path = join(plan.evidence, file);
      const bill = readAuditedBill((await readBounded(path, MOST_BYTES)).text, path);
      const { sha256 } = await openElf(join(plan.binaries, name));
      if (bill.program.sha256 !== sha256 || bill.program.name !== name) {
        throw otherProgram(plan, path);
      }
      return { bill, sha256 };
    }),
  );
}

async function readDatabases(
  { rustsec, osv }: AuditPlan,
  audited: readonly ToAudit[],
  signal: AbortSignal,
): Promise<Databases> {
  const packages = audited.flatMap(({ bill }) => bill.packages);
  const isRelevant = (advisory: Parameters<typeof isAbout>[0]) =>
    packages.some((one) => isAbout(advisory, one));
  return {
    rustsec:
      rustsec === undefined
        ? undefined
        : await readDatabase(rustsec, rustSecForm, isRelevant, signal),
    osv: osv === undefined ? undefined : await readDatabase(osv, osvForm, isRelevant, signal),
  };
}

function found({ project, outputPath }: AuditPlan, failed: readonly AuditReport[]): StatixError {
  return new StatixError({
    code: 'STATIX_AUDIT_FOUND',
    what: `Advisories are about ${failed.length === 1 ? 'a program' : `${failed.length} programs`} of ${project}`,
    excerpt: failed.map(({ binary, findings }) => {
      const ids = findings.filter(({ ignored }) => ignored === undefined).map(({ id }) => id);
      return `${binary.name}: ${[...new Set(ids)].join(', ')}`;
    }),
    remedies: [
      'Update the crates that are affected with `cargo update`.',
      {
        text: 'Update the libraries of the image that are affected:',
        snippet: 'npx nx run statix-image:image-lock',
      },
      {
        text: 'Or say in the settings why one does not count, and until when it is looked at again:',
        snippet:
          '[[package.metadata.statix.audit-static.ignore]]\nid = "<advisory>"\nreason = "<why>"\nuntil = "<year>-<month>-<day>"',
      },
      `The reports are in ${outputPath}.`,
    ],
  });
}

function noBill(plan: AuditPlan): StatixError {
  return new StatixError({
    code: 'STATIX_AUDIT_NO_BILL',
    what: `There is no bill of materials in ${plan.evidence}`,
    why: 'verify-static writes one for each program whose build wrote down what is inside of it.',
    remedies: [
      {
        text: 'Build and verify again:',
        snippet: `${stepCommand('verify-static', plan)} --skip-nx-cache`,
      },
    ],
  });
}

function otherProgram(plan: AuditPlan, path: string): StatixError {
  return new StatixError({
    code: 'STATIX_AUDIT_OTHER_PROGRAM',
    what: `${path} is not about the program in ${plan.binaries}`,
    why: 'An audit of it would say nothing of that program.',
    remedies: [
      {
        text: 'Build and verify again:',
        snippet: `${stepCommand('verify-static', plan)} --skip-nx-cache`,
      },
    ],
  });
}
