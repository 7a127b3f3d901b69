import { mkdtemp, rm } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  canonicalJson,
  reportedChecks,
  StatixError,
  writeFileDurably,
  type Check,
  type CompressManifest,
  type ImageIdentity,
  type NxCommands,
  type VerifyReport,
} from '@statix/contract';
import { openElf } from '@statix/elf';
import { connectEngine } from '@statix/engine';
import { containerRuns, findBinaries, removeEarlier, type RunProgram } from '@statix/proof';
import {
  emulatorOfImage,
  ensureImage,
  readImageContract,
  readImageIdentity,
} from '@statix/toolchain';
import type { CompressPlan } from './plan.js';
import { proveOriginal, type ProvenBinary } from './prove-original.js';
import { provePacked } from './prove-packed.js';
import { digestFile, runUpx, type UpxContainer } from './run-upx.js';

export interface CompressContext {
  readonly workspaceRoot: string;
  readonly signal: AbortSignal;
  readonly report: (line: string) => void;
  /** See `connectEngine`. */
  readonly dotenvFolders?: readonly string[] | undefined;
  /** How commands of Nx are typed in the workspace. */
  readonly commands?: (() => NxCommands) | undefined;
}

export interface Compressed {
  readonly manifest: CompressManifest;
  readonly report: VerifyReport;
}

/**
 * Packs each verified binary and writes it beside its manifest and report, once it is proven. The
 * original is read only.
 *
 * @throws StatixError STATIX_NOT_VERIFIED, STATIX_UPX_FAILED, STATIX_UPX_NO_GAIN,
 *   STATIX_UPX_NOT_REVERSIBLE, STATIX_UPX_BROKEN, and those of engine and image
 */
export async function performCompress(
  plan: CompressPlan,
  context: CompressContext,
): Promise<Compressed[]> {
  const { workspaceRoot, signal, report, dotenvFolders } = context;
  report(`Packing ${plan.project}, profile ${plan.profile}, ${plan.triple}`);
  const target = resolve(workspaceRoot, plan.outputPath);
  await removeEarlier(target, '.compress.json');
  const binaries = await findBinaries({
    ...plan,
    binaries: resolve(workspaceRoot, plan.binaries),
  });
  const identity = await readImageIdentity(workspaceRoot, plan.options, 'to pack in');
  const engine = await connectEngine({ signal, dotenvFolders });
  const { imageId } = await ensureImage(engine, { ...context, identity });
  const contract = await readImageContract(engine, imageId, { workspaceRoot, identity });
  const container: UpxContainer = { engine, imageId, contract, signal };
  const { runProgram, emulate } = containerRuns(signal, {
    connect: () => Promise.resolve(engine),
    findEmulator: emulatorOfImage(signal),
  });
  const proven: ProvenBinary[] = [];
  for (const binary of binaries) {
    const reports = resolve(workspaceRoot, plan.reports);
    proven.push(await proveOriginal(binary, plan, reports, { runProgram, emulate }));
  }

  const scratch = await mkdtemp(join(tmpdir(), 'statix-upx-'));
  try {
    const results: Compressed[] = [];
    for (const binary of proven) {
      results.push(
        await compressOne(plan, target, { container, runProgram, identity }, binary, scratch),
      );
    }
    return results;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function compressOne(
  plan: CompressPlan,
  folder: string,
  {
    container,
    runProgram,
    identity,
  }: { container: UpxContainer; runProgram: RunProgram; identity: ImageIdentity },
  binary: ProvenBinary,
  scratch: string,
): Promise<Compressed> {
  const packed = join(scratch, `${binary.name}.packed`);
  const unpacked = join(scratch, `${binary.name}.unpacked`);
  const { size: maxBytes } = binary;
  await runUpx(container, [...plan.upxArguments, '-ooutput', 'input'], binary.path, {
    path: packed,
    // Room for a file that is no smaller: `requireGain` says that better.
    maxBytes: maxBytes + 64 * 1024,
  });
  await runUpx(container, ['-t', '--quiet', 'input'], packed);
  await runUpx(container, ['-d', '--quiet', '-ooutput', 'input'], packed, {
    path: unpacked,
    maxBytes,
  });
  const unpackedSha256 = await digestFile(unpacked);
  requireSame(binary, unpackedSha256);

  const { sha256, size } = await openElf(packed);
  const ratio = size / binary.size;
  requireGain(binary, ratio, plan.options.maxRatio);
  const report = await provePacked(
    binary,
    packed,
    plan,
    packingChecks(binary, unpackedSha256),
    runProgram,
  );
  requirePassing(report);

  const manifest: CompressManifest = {
    schemaVersion: 1,
    kind: 'statix.compress-manifest',
    name: binary.name,
    original: { sha256: binary.sha256, size: binary.size },
    packed: { sha256, size },
    ratio,
    upx: { version: upxVersion(container), arguments: [...plan.upxArguments] },
    unpackedSha256,
    image: { identity: identity.identity, reference: identity.reference },
  };
  const target = join(folder, binary.name);
  await writeFileDurably(target, createReadStream(packed), { mode: 0o755 });
  await writeFileDurably(`${target}.verify.json`, canonicalJson(report));
  await writeFileDurably(`${target}.compress.json`, canonicalJson(manifest));
  return { manifest, report };
}

function packingChecks(binary: ProvenBinary, unpackedSha256: string): Check[] {
  return [
    { id: 'upx-test', status: 'pass', summary: 'upx -t accepts the packed file', evidence: [] },
    {
      id: 'upx-round-trip',
      status: 'pass',
      summary: 'upx -d gives back the verified binary, byte for byte',
      evidence: [`sha256 ${unpackedSha256}, verified ${binary.sha256}`],
    },
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

function requireGain(binary: ProvenBinary, ratio: number, maxRatio: number): void {
  if (ratio <= maxRatio) return;
  throw new StatixError({
    code: 'STATIX_UPX_NO_GAIN',
    what: `${binary.name} packs to ${Math.round(ratio * 100)} % of its size; the limit is ${Math.round(maxRatio * 100)} %`,
    why: 'A packed program starts slower and needs more memory; for this little it is not worth it.',
    remedies: ['Leave this binary unpacked, or raise the option `maxRatio`.'],
  });
}

function requirePassing(report: VerifyReport): void {
  if (report.verdict === 'pass') return;
  throw new StatixError({
    code: 'STATIX_UPX_BROKEN',
    what: `${report.binary.name} fails after packing; nothing was written`,
    excerpt: reportedChecks(report)
      .filter(({ check }) => check.status === 'fail')
      .flatMap(({ run, check }) => [
        `${run === undefined ? '' : `run ${run}, `}${check.id}: ${check.summary}`,
        ...check.evidence.map((line) => `  ${line}`),
      ]),
    remedies: ['Leave this binary unpacked, or give the run more memory with `memoryMegabytes`.'],
  });
}

function upxVersion({ contract }: UpxContainer): string {
  return contract.tools.find((tool) => tool.name === 'upx')?.version ?? 'unknown';
}
