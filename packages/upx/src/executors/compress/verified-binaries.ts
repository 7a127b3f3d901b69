import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readDocument, StatixError, verifyReportSchema, type Linkage } from '@statix/contract';
import { openElf, type StaticLinkage } from '@statix/elf';

export interface VerifiedBinary {
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
  /** As the verifier found it. */
  readonly linkage: StaticLinkage;
}

/**
 * The binaries of a folder, each with a passing verify report for exactly its bytes.
 *
 * @throws StatixError STATIX_NOTHING_TO_COMPRESS, STATIX_NOT_VERIFIED, STATIX_UPX_OVERLAY
 */
export async function verifiedBinaries(
  binaries: string,
  reports: string,
): Promise<VerifiedBinary[]> {
  const names = await reportedNames(reports);
  const verified: VerifiedBinary[] = [];
  for (const name of names) {
    const report = await readDocument(join(reports, `${name}.verify.json`), verifyReportSchema, [
      runVerify,
    ]);
    const path = join(binaries, name);
    const { elf, sha256, size } = await openElf(path);
    const { linkage } = report;
    const proven = report.verdict === 'pass' && report.binary.sha256 === sha256;
    if (!proven || !isStatic(linkage)) {
      throw new StatixError({
        code: 'STATIX_NOT_VERIFIED',
        what: `${path} has no passing verify report`,
        why:
          report.verdict === 'pass'
            ? `The report is for sha256 ${report.binary.sha256}, the file has ${sha256}.`
            : 'The report says fail. A packed program cannot be examined any more, so only a proven one is packed.',
        remedies: [runVerify],
      });
    }
    // UPX keeps bytes behind the last segment or drops them, and --overlay=skip does not refuse them.
    if (elf.overlay.size > 0) {
      throw new StatixError({
        code: 'STATIX_UPX_OVERLAY',
        what: `${path} carries ${elf.overlay.size} bytes behind its last segment`,
        why: 'A program that reads data from the end of its own file would not find it after packing.',
        remedies: ['Leave this binary unpacked.'],
      });
    }
    verified.push({ name, path, sha256, size, linkage });
  }
  return verified;
}

const runVerify = { text: 'Verify it first:', snippet: 'npx nx run <project>:verify-static' };

function isStatic(linkage: Linkage): linkage is StaticLinkage {
  return linkage === 'static-pie' || linkage === 'static';
}

async function reportedNames(reports: string): Promise<string[]> {
  const suffix = '.verify.json';
  const entries = await readdir(reports).catch(() => []);
  const names = entries
    .filter((entry) => entry.endsWith(suffix))
    .map((entry) => entry.slice(0, -suffix.length));
  if (names.length > 0) return names.sort();
  throw new StatixError({
    code: 'STATIX_NOTHING_TO_COMPRESS',
    what: `There is no verify report in ${reports}`,
    remedies: [runVerify],
  });
}
