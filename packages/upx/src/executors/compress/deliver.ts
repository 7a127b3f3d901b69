import { join, resolve } from 'node:path';
import {
  canonicalJson,
  writeFileDurably,
  type CompressManifest,
  type VerifyReport,
} from '@statix/contract';
import { buildIdOf } from '@statix/elf';
import { copyUnchanged } from './copy-unchanged.js';
import { copyCompanions, type Companion } from './companions.js';
import type { CompressPlan } from './plan.js';
import type { ProvenBinary } from './prove-original.js';

export interface Compressed {
  readonly manifest: CompressManifest;
  readonly report: VerifyReport;
  /** What packing costs this program, for a person. */
  readonly notes: readonly string[];
}

/**
 * Writes the original where the packed program would be, and what lies beside it.
 *
 * @throws StatixError STATIX_UPX_CHANGED
 */
export async function deliverOriginal(
  plan: CompressPlan,
  workspaceRoot: string,
  binary: ProvenBinary,
  companions: readonly Companion[],
  reason: Extract<CompressManifest, { delivered: 'original' }>['reason'],
): Promise<Compressed> {
  const folder = resolve(workspaceRoot, plan.outputPath);
  const manifest: CompressManifest = {
    ...aboutOriginal(binary),
    delivered: 'original',
    reason,
    beside: await copyCompanions(companions, folder),
  };
  await put(folder, binary.path, manifest, binary.report);
  return { manifest, report: binary.report, notes: [] };
}

/** What the manifest says of the program that was to be packed. */
export function aboutOriginal({ name, sha256, size, elf }: ProvenBinary) {
  const buildId = buildIdOf(elf);
  return {
    schemaVersion: 2,
    kind: 'statix.compress-manifest',
    name,
    original: { sha256, size, ...(buildId === undefined ? {} : { buildId }) },
  } as const;
}

/**
 * Writes the program, its report and its manifest. The program is compared with what was proven while it is
 * copied, for the original lies where others may write.
 *
 * @throws StatixError STATIX_UPX_CHANGED
 */
export async function put(
  folder: string,
  path: string,
  manifest: CompressManifest,
  report: VerifyReport,
): Promise<void> {
  const target = join(folder, manifest.name);
  const { sha256 } = manifest.delivered === 'packed' ? manifest.packed : manifest.original;
  await copyUnchanged({ path, sha256 }, target, 0o755);
  await writeFileDurably(`${target}.verify.json`, canonicalJson(report));
  await writeFileDurably(`${target}.compress.json`, canonicalJson(manifest));
}
