import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, writeFileDurably, type VerifyReport } from '@statix/contract';
import type { MachineFacts } from '@statix/proof';
import { checksumLine } from './checksum-line.js';

const SUMS = 'SHA256SUMS';
const SUFFIXES = ['.verify.json', '.env.json'] as const;

/**
 * Removes the evidence of an earlier run, so that a program which can no longer be verified does not
 * keep a report that says it passed.
 */
export async function removeOldEvidence(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const old = names.filter((name) => {
    return name === SUMS || SUFFIXES.some((suffix) => name.endsWith(suffix));
  });
  await Promise.all(old.map((name) => rm(join(folder, name), { force: true })));
}

export async function writeReport(folder: string, report: VerifyReport): Promise<void> {
  await writeFileDurably(join(folder, `${report.binary.name}.verify.json`), canonicalJson(report));
}

export async function writeMachineFacts(
  folder: string,
  report: VerifyReport,
  facts: MachineFacts,
): Promise<void> {
  const document = { schemaVersion: 1, kind: 'statix.verify-environment', ...facts };
  await writeFileDurably(join(folder, `${report.binary.name}.env.json`), canonicalJson(document));
}

/** For `sha256sum -c` in the folder of the binaries. */
export async function writeChecksums(
  folder: string,
  reports: readonly VerifyReport[],
): Promise<void> {
  await writeFileDurably(
    join(folder, SUMS),
    reports.map(({ binary }) => checksumLine(binary)).join(''),
  );
}
