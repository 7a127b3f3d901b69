import { join } from 'node:path';
import { StatixError, type Check } from '@statix/contract';
import { newCheck, openElf } from '@statix/elf';
import type { ImageTools } from '../../run-in-image.js';
import type { CompressPlan } from './plan.js';
import type { ProvenBinary } from './prove-original.js';
import { digestFile, packWithUpx, runUpx } from './run-upx.js';

/** A file that UPX wrote, is content with, and gives the original back from. */
export interface PackedFile {
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
  /** Packed size divided by original size. */
  readonly ratio: number;
  /** The original again, as UPX has given it back: its bytes are those that were proven. */
  readonly unpacked: string;
  readonly unpackedSha256: string;
}

/** That packing is not worth it; without a ratio UPX has written nothing. */
export interface NotSmaller {
  readonly ratio?: number;
}

export function isPacked(outcome: PackedFile | NotSmaller): outcome is PackedFile {
  return 'path' in outcome;
}

/**
 * Packs a binary and has UPX test and unpack what came of it. The original is read only.
 *
 * @param folder where the files go
 * @throws StatixError STATIX_UPX_FAILED, STATIX_UPX_NOT_REVERSIBLE, and those of reading what UPX wrote
 */
export async function packBinary(
  tools: ImageTools,
  plan: CompressPlan,
  binary: ProvenBinary,
  folder: string,
): Promise<PackedFile | NotSmaller> {
  const packed = join(folder, `${binary.name}.packed`);
  const isMade = await packWithUpx(
    tools,
    [...plan.upxArguments, '-ooutput', 'input'],
    binary.path,
    // Room for a file that is no smaller, of which the manifest is to say how large it would be.
    { path: packed, maxBytes: binary.size + 64 * 1024 },
  );
  if (!isMade) return {};
  const { sha256, size } = await openElf(packed);
  const ratio = size / binary.size;
  if (ratio > plan.options.maxRatio || size >= binary.size) return { ratio };
  const unpacked = join(folder, `${binary.name}.unpacked`);
  const unpackedSha256 = await testAndUnpack(tools, binary, packed, unpacked);
  return { path: packed, sha256, size, ratio, unpacked, unpackedSha256 };
}

/**
 * UPX's own two proofs, of a file that is packed already.
 *
 * @param unpacked where to put what it unpacks to
 * @returns sha256 of what it unpacks to, which is that of the original
 * @throws StatixError STATIX_UPX_FAILED, STATIX_UPX_NOT_REVERSIBLE
 */
async function testAndUnpack(
  tools: ImageTools,
  binary: ProvenBinary,
  packed: string,
  unpacked: string,
): Promise<string> {
  await runUpx(tools, ['-t', '--quiet', 'input'], packed);
  await runUpx(tools, ['-d', '--quiet', '-ooutput', 'input'], packed, {
    path: unpacked,
    maxBytes: binary.size,
  });
  const unpackedSha256 = await digestFile(unpacked);
  requireSame(binary, unpackedSha256);
  return unpackedSha256;
}

/** What `packBinary` has made sure of, for the report. */
export function packingChecks(binary: ProvenBinary, { unpackedSha256 }: PackedFile): Check[] {
  return [
    newCheck('upx-test', 'pass', 'upx -t accepts the packed file'),
    newCheck(
      'upx-round-trip',
      'pass',
      'upx -d gives back the verified binary, byte for byte',
      [`sha256 ${unpackedSha256}, verified ${binary.sha256}`],
    ),
  ];
}

function requireSame(binary: ProvenBinary, unpackedSha256: string): void {
  if (unpackedSha256 === binary.sha256) return;
  throw new StatixError({
    code: 'STATIX_UPX_NOT_REVERSIBLE',
    what: `${binary.name} does not unpack to what was packed`,
    why: `Unpacked sha256 ${unpackedSha256}, verified ${binary.sha256}.`,
    remedies: ['Leave this binary unpacked.'],
  });
}
