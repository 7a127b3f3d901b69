import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  canonicalJson,
  writeFileDurably,
  type CompressManifest,
  type CompressMeasurements,
  type ImageIdentity,
  type NxCommands,
} from '@statix/contract';
import { connectEngine } from '@statix/engine';
import { containerRuns, findBinaries, removeEarlier } from '@statix/proof';
import {
  emulatorOfImage,
  ensureImage,
  readImageContract,
  readImageIdentity,
} from '@statix/toolchain';
import { compileProbe } from '../../probe/compile-probe.js';
import { renderCost } from '../../probe/start-cost.js';
import type { ImageTools } from '../../run-in-image.js';
import { cautions } from './cautions.js';
import { checkPacked, type CheckedPack, type Checking } from './check-packed.js';
import {
  COMPANION_SUFFIXES,
  copyCompanions,
  findCompanions,
  type Companion,
} from './companions.js';
import { aboutOriginal, deliverOriginal, put, type Compressed } from './deliver.js';
import { isPacked, packBinary, type NotSmaller, type PackedFile } from './pack.js';
import type { CompressPlan } from './plan.js';
import { proveOriginal, refuseOverlay, type ProvenBinary } from './prove-original.js';

export interface CompressContext {
  readonly workspaceRoot: string;
  readonly signal: AbortSignal;
  readonly report: (line: string) => void;
  /** See `isSwitchedOff`. */
  readonly switchedOff: boolean;
  /** See `connectEngine`. */
  readonly dotenvFolders?: readonly string[] | undefined;
  /** How commands of Nx are typed in the workspace. */
  readonly commands?: (() => NxCommands) | undefined;
}

/** All that is packed in one run of the task, and with what. */
interface Packing extends Checking {
  readonly workspaceRoot: string;
  readonly identity: ImageIdentity;
}

/**
 * Delivers each verified binary: packed and proven, or as it is where packing makes it no smaller or is
 * switched off. Beside it its manifest, its report, and what earlier steps wrote about its contents. The
 * original is read only.
 *
 * @throws StatixError STATIX_NOT_VERIFIED, STATIX_UPX_FAILED, STATIX_UPX_NOT_REVERSIBLE,
 *   STATIX_UPX_BROKEN, STATIX_UPX_OVERLAY, STATIX_UPX_PACKED_ALREADY, STATIX_UPX_SET_ID,
 *   STATIX_UPX_OTHER_CONTENTS, STATIX_UPX_PROBE_FAILED, and those of engine and image
 */
export async function performCompress(
  plan: CompressPlan,
  context: CompressContext,
): Promise<Compressed[]> {
  const { workspaceRoot, signal, report, dotenvFolders, switchedOff } = context;
  report(opening(plan, switchedOff));
  await removeEarlier(
    resolve(workspaceRoot, plan.outputPath),
    '.compress.json',
    COMPANION_SUFFIXES,
  );
  await removeEarlier(resolve(workspaceRoot, plan.measurements), '.measurements.json');
  const binaries = await findBinaries({
    ...plan,
    binaries: resolve(workspaceRoot, plan.binaries),
  });
  const engine = await connectEngine({ signal, dotenvFolders });
  const { runProgram, emulate } = containerRuns(signal, {
    connect: () => Promise.resolve(engine),
    findEmulator: emulatorOfImage(signal),
  });
  const proven: ProvenBinary[] = [];
  for (const binary of binaries) {
    const reports = resolve(workspaceRoot, plan.reports);
    proven.push(await proveOriginal(binary, plan, reports, { runProgram, emulate }));
  }
  if (switchedOff) return deliverOriginals(plan, workspaceRoot, proven);

  for (const binary of proven) refuseOverlay(binary);
  const identity = await readImageIdentity(workspaceRoot, plan.options, 'to pack in');
  const { imageId } = await ensureImage(engine, { ...context, identity });
  const contract = await readImageContract(engine, imageId, { workspaceRoot, identity });
  const tools: ImageTools = { engine, imageId, contract, signal };
  const scratch = await mkdtemp(join(tmpdir(), 'statix-upx-'));
  try {
    const probe = once(async () => {
      const path = join(scratch, 'statix-probe');
      await compileProbe(tools, path);
      return path;
    });
    const packing = { plan, workspaceRoot, tools, identity, runProgram, probe, scratch };
    const results: Compressed[] = [];
    for (const binary of proven) results.push(await compressOne(packing, binary));
    return results;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function deliverOriginals(
  plan: CompressPlan,
  workspaceRoot: string,
  proven: readonly ProvenBinary[],
): Promise<Compressed[]> {
  const results: Compressed[] = [];
  for (const binary of proven) {
    const companions = await findCompanions(plan, workspaceRoot, binary);
    const reason = { code: 'switched-off' } as const;
    results.push(await deliverOriginal(plan, workspaceRoot, binary, companions, reason));
  }
  return results;
}

function opening({ project, profile, triple, options }: CompressPlan, isOff: boolean): string {
  const what = `${project}, profile ${profile}, ${triple}`;
  if (isOff) return `STATIX_COMPRESS=0: delivering the originals of ${what}`;
  return options.ultraBrute
    ? `Packing ${what}, with every method and filter that UPX has (ultraBrute): this takes many times as long`
    : `Packing ${what}`;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

async function compressOne(packing: Packing, binary: ProvenBinary): Promise<Compressed> {
  const { plan, workspaceRoot, tools, scratch } = packing;
  const companions = await findCompanions(plan, workspaceRoot, binary);
  const outcome = await packBinary(tools, plan, binary, scratch);
  if (isPacked(outcome)) return deliverPacked(packing, binary, companions, outcome);
  return deliverOriginal(plan, workspaceRoot, binary, companions, notSmaller(packing, outcome));
}

async function deliverPacked(
  packing: Packing,
  binary: ProvenBinary,
  companions: readonly Companion[],
  { path, sha256, size, ratio }: PackedFile,
): Promise<Compressed> {
  const { plan, workspaceRoot, identity } = packing;
  const { report, unpackedSha256, cost } = await checkPacked(packing, binary, path);
  const folder = resolve(workspaceRoot, plan.outputPath);
  const packed = { sha256, size };
  const manifest: CompressManifest = {
    ...aboutOriginal(binary),
    delivered: 'packed',
    packed,
    ratio,
    upx: upxOf(packing),
    unpackedSha256,
    image: { identity: identity.identity, reference: identity.reference },
    beside: await copyCompanions(companions, folder),
  };
  await put(folder, path, manifest, report);
  const notes = [
    ...(cost === undefined ? [] : [await writeCost(packing, binary, packed, cost)]),
    ...cautions(
      binary,
      companions.map(({ name }) => name),
    ),
  ];
  return { manifest, report, notes };
}

/** @returns what to say of it */
async function writeCost(
  { plan, workspaceRoot }: Packing,
  { name, sha256, size }: ProvenBinary,
  packed: { sha256: string; size: number },
  cost: NonNullable<CheckedPack['cost']>,
): Promise<string> {
  if ('why' in cost) return `start-up not measured: ${cost.why}`;
  const measurements: CompressMeasurements = {
    schemaVersion: 1,
    kind: 'statix.compress-measurements',
    name,
    original: { sha256, size },
    packed,
    ...cost,
  };
  const folder = resolve(workspaceRoot, plan.measurements);
  await writeFileDurably(join(folder, `${name}.measurements.json`), canonicalJson(measurements));
  return `measured as it was packed: ${renderCost(cost)}`;
}

function notSmaller(packing: Packing, { ratio }: NotSmaller) {
  const { maxRatio } = packing.plan.options;
  return {
    code: 'not-smaller',
    ...(ratio === undefined ? {} : { ratio }),
    maxRatio,
    upx: upxOf(packing),
  } as const;
}

function upxOf({ tools, plan }: Packing): { version: string; arguments: string[] } {
  const upx = tools.contract.tools.find((tool) => tool.name === 'upx');
  return { version: upx?.version ?? 'unknown', arguments: [...plan.upxArguments] };
}
