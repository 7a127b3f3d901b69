import * as z from 'zod';
import { builtBinariesOptions } from '../built-binaries-options.js';

export const auditSchema = z.strictObject({
  ...builtBinariesOptions,
  evidence: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder with the bills of materials (`<bin>.cdx.json`); default dist/verify/<project>/<triple>/<profile>',
    ),
  outputPath: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder for the reports, relative to the workspace root; default dist/audit/<project>/<triple>/<profile>',
    ),
  rustsec: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder with RustSec’s advisories for crates and for the standard library: a clone of rustsec/advisory-db; relative to the workspace root',
    ),
  osv: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder with records of OSV as JSON, for native libraries those of Debian; relative to the workspace root',
    ),
  debianRelease: z
    .string()
    .regex(/^[A-Za-z0-9.]{1,20}$/, 'expected the number of a release, such as 13')
    .optional()
    .describe(
      'Release of Debian whose records count, such as 13; when absent those of all, and one may report what another has fixed',
    ),
  ignore: z
    .array(
      z.strictObject({
        id: z.string().min(1),
        reason: z.string().min(1),
        until: z.iso.date('expected a date such as 2027-01-31'),
      }),
    )
    .default([])
    .describe(
      'Advisories that do not count: `id` (or an alias), the `reason`, and `until` which day; all of it is in the report',
    ),
  failOn: z
    .enum(['vulnerability', 'informational', 'never'])
    .default('vulnerability')
    .describe(
      'What makes the audit fail: vulnerabilities, informational advisories (such as a crate that nobody maintains) as well, or nothing',
    ),
});

export type AuditOptions = z.output<typeof auditSchema>;
