import { resolve } from 'node:path';
import { outputFolder, StatixError } from '@statix/contract';
import type { AuditRules } from '@statix/evidence';
import type { AuditOptions } from './schema.js';

/** What is audited, against which folders; all paths are absolute. */
export interface AuditPlan {
  readonly project: string;
  readonly triple: string;
  readonly profile: string;
  readonly binaries: string;
  readonly evidence: string;
  readonly outputPath: string;
  readonly rustsec: string | undefined;
  readonly osv: string | undefined;
  readonly rules: AuditRules;
}

/** @throws StatixError STATIX_AUDIT_NO_DATABASE */
export function planAudit(
  options: AuditOptions,
  {
    root,
    project,
    today,
  }: { readonly root: string; readonly project: string; readonly today: string },
): AuditPlan {
  const { triple, profile, rustsec, osv, debianRelease, ignore, failOn } = options;
  if (rustsec === undefined && osv === undefined) throw noDatabase(project);
  const folder = (given: string | undefined) =>
    given === undefined ? undefined : resolve(root, given);
  return {
    project,
    triple,
    profile,
    binaries: resolve(root, options.binaries ?? outputFolder('static', project, options)),
    evidence: resolve(root, options.evidence ?? outputFolder('verify', project, options)),
    outputPath: resolve(root, options.outputPath ?? outputFolder('audit', project, options)),
    rustsec: folder(rustsec),
    osv: folder(osv),
    rules: { debianRelease, ignore, failOn, today },
  };
}

function noDatabase(project: string): StatixError {
  return new StatixError({
    code: 'STATIX_AUDIT_NO_DATABASE',
    what: `There is no database of advisories to hold ${project} against`,
    why: 'Neither `rustsec` nor `osv` names a folder, and an audit fetches nothing itself.',
    remedies: [
      {
        text: 'Fetch RustSec’s advisories beside the workspace, and name the folder:',
        snippet: `git clone --depth 1 https://github.com/rustsec/advisory-db ../advisory-db\nnpx nx run ${project}:audit-static --rustsec=../advisory-db`,
      },
    ],
  });
}
