import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  readDocument,
  StatixError,
  verifyReportSchema,
  type Check,
  type Linkage,
  type VerifyReport,
} from '@statix/contract';
import type { ElfFile, StaticLinkage } from '@statix/elf';
import {
  CPU_LEVEL_CHECK_ID,
  proveProgram,
  stepCommand,
  type EmulateProgram,
  type FoundBinary,
  type RunProgram,
} from '@statix/proof';
import { failedLines } from './failed-lines.js';
import type { CompressPlan } from './plan.js';

export interface ProvenBinary {
  readonly name: string;
  readonly path: string;
  /** Of the bytes that were proven. What is packed has to unpack to them. */
  readonly sha256: string;
  readonly size: number;
  readonly linkage: StaticLinkage;
  /** What was found of the processors that it runs on; packed it runs on the same. */
  readonly cpuLevel: Check | undefined;
  readonly elf: ElfFile;
  /** Of the proof that was made here, which is delivered with the original where that is. */
  readonly report: VerifyReport;
}

/** S_ISUID and S_ISGID. */
const SET_ID = 0o6000;

/**
 * Proves a binary once more before it is packed, on the very bytes that are packed: a packed program
 * cannot be examined any more. verify.json comes from a folder or cache that others can write to; it
 * has to be there and to say the same, and nothing else follows from it.
 *
 * @throws StatixError STATIX_NOT_VERIFIED, STATIX_UPX_PACKED_ALREADY, STATIX_UPX_SET_ID, and those of
 *   `proveProgram`
 */
export async function proveOriginal(
  { name, path, manifest }: FoundBinary,
  plan: CompressPlan,
  folder: string,
  { runProgram, emulate }: { runProgram: RunProgram; emulate?: EmulateProgram | undefined },
): Promise<ProvenBinary> {
  const verifyFirst = {
    text: 'Verify it; compress needs the same settings:',
    snippet: stepCommand('verify-static', plan),
  };
  const notVerified = (why: string, excerpt: string[] = []) =>
    new StatixError({
      code: 'STATIX_NOT_VERIFIED',
      what: `${path} is not proven, so it is not packed`,
      why,
      excerpt,
      remedies: [verifyFirst],
    });
  const file = join(folder, `${name}.verify.json`);
  const said = await readDocument(file, verifyReportSchema, [verifyFirst]);
  const { triple, profile } = plan;
  const built = { manifest, triple, profile };
  const { report, elf } = await proveProgram({ name, path, built }, plan, runProgram, emulate);
  if (elf.packer !== undefined) throw packedAlready(path, elf.packer);
  if (report.verdict === 'fail') {
    throw notVerified('It does not pass the checks.', failedLines(report));
  }
  const { linkage, binary } = report;
  if (!isStatic(linkage)) throw notVerified(`It is linked as ${linkage}.`);
  const compared = [
    ['sha256', said.binary.sha256, binary.sha256],
    ['name', said.binary.name, name],
    ['verdict', said.verdict, report.verdict],
    ['linkage', said.linkage, linkage],
  ] as const;
  const differing = compared.filter(([, theirs, ours]) => theirs !== ours);
  if (differing.length > 0) {
    throw notVerified(
      `${file} is about something else.`,
      differing.map(([what, theirs, ours]) => `${what}: it says ${theirs}, found ${ours}`),
    );
  }
  await refuseSetId(path);
  const cpuLevel = report.checks.find(({ id }) => id === CPU_LEVEL_CHECK_ID);
  return { name, path, sha256: binary.sha256, size: binary.size, linkage, cpuLevel, elf, report };
}

/**
 * UPX keeps bytes behind the last segment or drops them, and --overlay=skip does not refuse them.
 *
 * @throws StatixError STATIX_UPX_OVERLAY
 */
export function refuseOverlay({ path, elf }: ProvenBinary): void {
  if (elf.overlay.size === 0) return;
  throw new StatixError({
    code: 'STATIX_UPX_OVERLAY',
    what: `${path} carries ${elf.overlay.size} bytes behind its last segment`,
    why: 'A program that reads data from the end of its own file would not find it after packing.',
    remedies: ['Leave this binary unpacked.'],
  });
}

function packedAlready(path: string, { name, why }: NonNullable<ElfFile['packer']>): StatixError {
  return new StatixError({
    code: 'STATIX_UPX_PACKED_ALREADY',
    what: `${path} is packed already, with ${name}`,
    why: `${why}. What is packed cannot be proven: its headers describe the unpacker alone.`,
    remedies: ['Have the build leave it unpacked; compress-static packs it.'],
  });
}

/** UPX refuses them too; here the bits would be lost on the way, also of an original that is delivered. */
async function refuseSetId(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & SET_ID) === 0) return;
  throw new StatixError({
    code: 'STATIX_UPX_SET_ID',
    what: `${path} is set-user-ID or set-group-ID`,
    why: 'What is delivered would not be, and UPX packs no such file.',
    remedies: [
      {
        text: 'Take that from it here, and give it where it is installed:',
        snippet: `chmod ug-s ${path}`,
      },
    ],
  });
}

function isStatic(linkage: Linkage): linkage is StaticLinkage {
  return linkage === 'static-pie' || linkage === 'static';
}
