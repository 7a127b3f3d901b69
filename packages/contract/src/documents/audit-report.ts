import * as z from 'zod';
import { documentHeader, sha256Schema } from './schema-version.js';

/** A database of advisories as it was found in a folder. */
const databaseSchema = z.strictObject({
  /** Advisories in it. */
  advisories: z.int().nonnegative(),
  /** Date of the newest of them: how old the database is at least. */
  newest: z.iso.date().nullable(),
});

/** An advisory that is about something inside the program. */
export const auditFindingSchema = z.strictObject({
  /** `RUSTSEC-2020-0071`, `DEBIAN-CVE-2024-1234`. */
  id: z.string(),
  aliases: z.array(z.string()),
  database: z.enum(['rustsec', 'osv']),
  /** `informational`: no vulnerability, such as a crate that nobody maintains. */
  kind: z.enum(['vulnerability', 'informational']),
  package: z.string(),
  version: z.string(),
  title: z.string(),
  /** Versions without it, as the advisory writes them. */
  fixed: z.array(z.string()),
  /** Of which release of a distribution it speaks: `Debian:13`. */
  ecosystem: z.string().optional(),
  /** Why it does not count, and until when. */
  ignored: z.strictObject({ reason: z.string(), until: z.iso.date() }).optional(),
});

/** `<bin>.audit.json`: a bill of materials held against databases of advisories. Never cached. */
export const auditReportSchema = z.strictObject({
  ...documentHeader('statix.audit-report'),
  binary: z.strictObject({ name: z.string(), sha256: sha256Schema }),
  /** Day of the audit: what it found is true of the databases of that day. */
  date: z.iso.date(),
  databases: z.strictObject({
    rustsec: databaseSchema.nullable(),
    osv: databaseSchema.nullable(),
  }),
  verdict: z.enum(['pass', 'fail']),
  findings: z.array(auditFindingSchema),
  /** What no database was asked about, and why. */
  notLookedUp: z.array(
    z.strictObject({ name: z.string(), version: z.string().nullable(), why: z.string() }),
  ),
});

export type AuditFinding = z.infer<typeof auditFindingSchema>;
export type AuditReport = z.infer<typeof auditReportSchema>;
