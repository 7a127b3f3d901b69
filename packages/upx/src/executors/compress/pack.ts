import { join } from 'node:path';
import { openElf } from '@statix/elf';
import type { ImageTools } from '../../run-in-image.js';
import type { CompressPlan } from './plan.js';
import type { ProvenBinary } from './prove-original.js';
import { packWithUpx } from './run-upx.js';

/** A file that UPX wrote and that is smaller than its original by enough; nothing of it is proven yet. */
export interface PackedFile {
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
  /** Packed size divided by original size. */
  readonly ratio: number;
}

/** That packing is not worth it; without a ratio UPX has written nothing. */
export interface NotSmaller {
  readonly ratio?: number;
}

export function isPacked(outcome: PackedFile | NotSmaller): outcome is PackedFile {
  return 'path' in outcome;
}

/**
 * Packs a binary. The original is read only.
 *
 * @param folder where the file goes
 * @throws StatixError STATIX_UPX_FAILED, and those of reading what UPX wrote
 */
export async function packBinary(
  tools: ImageTools,
  plan: CompressPlan,
  binary: ProvenBinary,
  folder: string,
): Promise<PackedFile | NotSmaller> {
  const path = join(folder, `${binary.name}.packed`);
  const isMade = await packWithUpx(
    tools,
    [...plan.upxArguments, '-ooutput', 'input'],
    binary.path,
    // Room for a file that is no smaller, of which the manifest is to say how large it would be.
    { path, maxBytes: binary.size + 64 * 1024 },
  );
  if (!isMade) return {};
  const { sha256, size } = await openElf(path);
  const ratio = size / binary.size;
  const isWorthIt = ratio <= plan.options.maxRatio && size < binary.size;
  return isWorthIt ? { path, sha256, size, ratio } : { ratio };
}
