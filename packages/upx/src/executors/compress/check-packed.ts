import { join } from 'node:path';
import { digestFile, StatixError, type VerifyReport } from '@statix/contract';
import { newCheck } from '@statix/elf';
import { runsOf, type RunPlan, type RunProgram } from '@statix/proof';
import { withProbeImage, type RunProbe } from '../../probe/probe-image.js';
import { measureStart, type StartCost } from '../../probe/start-cost.js';
import { unpackedMemory } from '../../probe/unpacked-memory.js';
import type { ImageTools } from '../../run-in-image.js';
import { failedLines } from './failed-lines.js';
import type { CompressPlan } from './plan.js';
import type { ProvenBinary } from './prove-original.js';
import { provePacked } from './prove-packed.js';
import { runUpx } from './run-upx.js';

/** With what packed programs are checked, one after the other. */
export interface Checking {
  readonly plan: CompressPlan;
  readonly tools: ImageTools;
  readonly runProgram: RunProgram;
  /** Path of the compiled probe; compiled when it is first asked for. */
  readonly probe: () => Promise<string>;
  /** A folder of this machine. */
  readonly scratch: string;
}

export interface CheckedPack {
  readonly report: VerifyReport;
  /** sha256 of what it unpacks to, which is that of the original. */
  readonly unpackedSha256: string;
  /** Undefined where it was not to be measured. */
  readonly cost: StartCost | { readonly why: string } | undefined;
}

/**
 * Everything that a packed file has to stand before it is written: UPX tests it, UPX gives the original back
 * from it, its stub does the same in memory, and the program passes the checks and the run of its original.
 *
 * @throws StatixError STATIX_UPX_FAILED, STATIX_UPX_NOT_REVERSIBLE, STATIX_UPX_BROKEN, those of engine
 *   and probe
 */
export async function checkPacked(
  { plan, tools, runProgram, probe, scratch }: Checking,
  binary: ProvenBinary,
  packed: string,
): Promise<CheckedPack> {
  const unpacked = join(scratch, `${binary.name}.unpacked`);
  await runUpx(tools, ['-t', '--quiet', 'input'], packed);
  await runUpx(tools, ['-d', '--quiet', '-ooutput', 'input'], packed, {
    path: unpacked,
    maxBytes: binary.size,
  });
  const unpackedSha256 = await digestFile(unpacked);
  requireSame(binary, unpackedSha256);

  const [run] = runsOf(plan, binary.name);
  // Not the file that was proven, which others may write to: this one is its bytes, and ours.
  const files = { probe: await probe(), original: unpacked, packed, size: binary.size };
  return withProbeImage(tools.engine, files, run, tools.signal, async (runProbe) => {
    const checks = [
      newCheck('upx-test', 'pass', 'upx -t accepts the packed file'),
      newCheck('upx-round-trip', 'pass', 'upx -d gives back the verified binary, byte for byte', [
        `sha256 ${unpackedSha256}, verified ${binary.sha256}`,
      ]),
      await unpackedMemory(runProbe, run.arguments),
    ];
    const report = await provePacked(binary, packed, plan, checks, runProgram);
    requirePassing(report);
    const cost = plan.options.measure ? await costOf(runProbe, run) : undefined;
    return { report, unpackedSha256, cost };
  });
}

/** The probe has the arguments and the environment of the main run, and an empty root. */
async function costOf(
  runProbe: RunProbe,
  { root, files, stdin, arguments: args }: RunPlan,
): Promise<StartCost | { readonly why: string }> {
  if (root !== 'scratch' || files.length > 0 || stdin !== undefined) {
    return { why: 'its run has files or input that the measurement has not' };
  }
  return measureStart(runProbe, args);
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

function requirePassing(report: VerifyReport): void {
  if (report.verdict === 'pass') return;
  throw new StatixError({
    code: 'STATIX_UPX_BROKEN',
    what: `${report.binary.name} fails after packing; nothing was written`,
    excerpt: failedLines(report),
    remedies: ['Leave this binary unpacked, or give the run more memory with `memoryMegabytes`.'],
  });
}
