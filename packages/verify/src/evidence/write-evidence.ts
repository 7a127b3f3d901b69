import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  canonicalJson,
  errorCode,
  writeFileDurably,
  type BuildManifest,
  type Contents,
  type VerifyReport,
} from '@statix/contract';
import { billOfMaterials, htmlPage, markdownPage, proofPage } from '@statix/evidence';
import type { MachineFacts } from '@statix/proof';
import { checksumLine } from './checksum-line.js';
import { readBounded } from './read-bounded.js';

const SUMS = 'SHA256SUMS';

/** Of every file that this step has ever written beside the sums. */
const SUFFIXES = [
  '.verify.json',
  '.verify.md',
  '.verify.html',
  '.cdx.json',
  '.notices.txt',
  '.svr.json',
  '.env.json',
] as const;

/** Texts of ten thousand licences have less. */
const MOST_OF_NOTICES = 64 * 1024 * 1024;

/** What is known of a program when its evidence is written. */
export interface EvidenceOf {
  readonly report: VerifyReport;
  /** The program that was proven; notices lie beside it. */
  readonly path: string;
  readonly built: BuildManifest | undefined;
  readonly contents: Contents | undefined;
}

/**
 * Removes the evidence of an earlier run, so that a program which can no longer be verified does not
 * keep a report that says it passed.
 */
export async function removeOldEvidence(folder: string): Promise<void> {
  // Of programs that were named by their paths it is in folders.
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const old = names.filter((name) => {
    return basename(name) === SUMS || SUFFIXES.some((suffix) => name.endsWith(suffix));
  });
  await Promise.all(old.map((name) => rm(join(folder, name), { force: true })));
}

/**
 * The report, its two pages, and where it is known what is inside, the bill of materials and the notices.
 *
 * @param name of the files without their endings, below the folder
 */
export async function writeEvidence(
  folder: string,
  evidence: EvidenceOf,
  name: string = evidence.report.binary.name,
): Promise<void> {
  const { report, path, built, contents } = evidence;
  const target = join(folder, name);
  await writeFileDurably(`${target}.verify.json`, canonicalJson(report));
  const page = proofPage(evidence);
  await writeFileDurably(`${target}.verify.md`, markdownPage(page));
  await writeFileDurably(`${target}.verify.html`, htmlPage(page));
  if (contents === undefined || built === undefined) return;
  await writeFileDurably(`${target}.cdx.json`, canonicalJson(billOfMaterials(contents, built)));
  const notices = await readNotices(`${path}.notices.txt`);
  if (notices !== undefined) await writeFileDurably(`${target}.notices.txt`, notices);
}

/** A link is refused: what it leads to would be published. */
async function readNotices(path: string): Promise<Buffer | undefined> {
  try {
    return (await readBounded(path, MOST_OF_NOTICES)).bytes;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Beside the evidence of all projects, in no folder that Nx stores: the machine has no part in the proof. */
export async function writeMachineFacts(
  folder: string,
  name: string,
  facts: MachineFacts,
): Promise<void> {
  const document = { schemaVersion: 1, kind: 'statix.verify-environment', ...facts };
  await writeFileDurably(join(folder, `${name}.env.json`), canonicalJson(document));
}

/**
 * For `sha256sum -c` in the folder of the binaries, or in the one that paths are relative to: those that have passed,
 * and nothing that has not. An archive has if all programs in it have.
 */
export async function writeChecksums(
  folder: string,
  reports: readonly VerifyReport[],
  unverified: readonly string[] = [],
): Promise<void> {
  const files = new Map(reports.map((report) => [fileOf(report).name, fileOf(report)]));
  const bad = new Set([
    ...reports.filter(({ verdict }) => verdict === 'fail').map((report) => fileOf(report).name),
    ...unverified,
  ]);
  const lines = [...files.values()].filter(({ name }) => !bad.has(name)).map(checksumLine);
  if (lines.length > 0) await writeFileDurably(join(folder, SUMS), lines.join(''));
}

function fileOf({ archive, binary }: VerifyReport): { name: string; sha256: string } {
  return archive ?? binary;
}
