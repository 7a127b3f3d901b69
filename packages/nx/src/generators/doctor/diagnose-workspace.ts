import { isStatixError, type DoctorReport, type Finding } from '@statix/contract';
import {
  diagnoseCrates,
  diagnoseSettings,
  type ImageOffer,
  type ManifestFix,
} from '@statix/advice';
import { workspaceOf, type CargoPackage } from '@statix/cargo';
import { buildSchema } from '@statix/cargo-musl/schema';
import type { WorkspaceReading } from '../../reading/read-workspace.js';
import { errorFinding } from './error-finding.js';

export interface WorkspaceDiagnosis {
  readonly packages: DoctorReport['packages'];
  readonly findings: Finding[];
  /** The edits that mend a finding, by the finding. */
  readonly fixes: ReadonlyMap<Finding, readonly ManifestFix[]>;
}

/** What the packages will meet, with what is wrong with their files in front. */
export function diagnoseWorkspace(
  { repository, files, chosen, settingsOf }: WorkspaceReading,
  packages: readonly CargoPackage[],
  offerFor: (pkg: CargoPackage) => ImageOffer | undefined,
): WorkspaceDiagnosis {
  const reports: DoctorReport['packages'] = [];
  const findings = repository.problems
    .filter(({ file }) => !chosen.isLeftOut(file))
    .map(({ file, error }) => asFinding(error, file, null));
  const fixes = new Map<Finding, readonly ManifestFix[]>();
  for (const pkg of packages) {
    const lockfile = workspaceOf(repository, pkg)?.lockfile;
    const report = { name: pkg.name, manifest: pkg.manifest, lockfile: lockfile ?? null };
    const { settings, problem } = settingsOf(pkg);
    if (problem !== undefined) findings.push(asFinding(problem.error, problem.file, pkg.name));
    const build = buildSchema.parse({ ...settings?.['build-static'], manifest: pkg.manifest });
    const { triple } = build;
    const offer = offerOf(pkg, offerFor, findings);
    try {
      const crates = diagnoseCrates({
        repository,
        files,
        package: pkg,
        triple,
        offer,
        request: build,
      });
      reports.push({ ...report, nativeCrates: crates.nativeCrates });
      for (const { finding, fixes: edits } of crates.findings) {
        findings.push(finding);
        if (edits.length > 0) fixes.set(finding, edits);
      }
      findings.push(
        ...diagnoseSettings({
          repository,
          files,
          package: pkg,
          triple,
          offer,
          rustflags: build.rustflags,
          environment: build.environment,
          profile: build.profile,
        }),
      );
    } catch (error) {
      // A lock file or configuration that cannot be read is this package's; the others stay.
      reports.push({ ...report, nativeCrates: [] });
      findings.push(asFinding(error, lockfile ?? pkg.manifest, pkg.name));
    }
  }
  return { packages: reports, findings: withoutRepetition(findings), fixes };
}

/** What the image of the package has; why there is none for it is a finding. */
function offerOf(
  pkg: CargoPackage,
  offerFor: (pkg: CargoPackage) => ImageOffer | undefined,
  findings: Finding[],
): ImageOffer | undefined {
  try {
    return offerFor(pkg);
  } catch (error) {
    findings.push(asFinding(error, pkg.toolchainFile ?? pkg.manifest, pkg.name));
    return undefined;
  }
}

/** An error of ours becomes a finding; anything else is a defect and goes on. */
function asFinding(error: unknown, file: string, pkg: string | null): Finding {
  if (!isStatixError(error)) throw error;
  return errorFinding(error, file, pkg);
}

/**
 * What is said of a file that packages share (the root manifest's profiles, Cargo's configuration,
 * the lock) is said once, of the workspace. What is about crates is about each program.
 */
function withoutRepetition(findings: readonly Finding[]): Finding[] {
  const packagesOf = new Map<string, Set<string | null>>();
  for (const finding of findings) {
    const key = keyOf(finding);
    packagesOf.set(key, (packagesOf.get(key) ?? new Set()).add(finding.package));
  }
  const seen = new Set<string>();
  return findings.flatMap((finding) => {
    const key = keyOf(finding);
    if (seen.has(key)) return [];
    seen.add(key);
    // The finding itself where nothing changes: fixes are known by it.
    return packagesOf.get(key)?.size === 1 ? [finding] : [{ ...finding, package: null }];
  });
}

function keyOf({ code, what, crate, evidence, package: pkg }: Finding): string {
  return JSON.stringify([code, what, evidence[0], crate === null ? null : pkg]);
}
