import type { Check, VerifyReport } from '@statix/contract';
import { mapRuns, proveProgram, type RunPlan, type RunProgram } from '@statix/proof';
import type { CompressPlan } from './plan.js';
import type { ProvenBinary } from './prove-original.js';

/**
 * Proves the packed program by the rules of its original. All of test, byte-exact unpacking, the
 * comparison in memory and execution are there: docs/evidence/upx-mutants.md has what each of them
 * finds.
 */
export async function provePacked(
  { name, linkage, size, cpuLevel }: ProvenBinary,
  packed: string,
  plan: CompressPlan,
  packing: readonly Check[],
  runProgram: RunProgram,
): Promise<VerifyReport> {
  const larger = (run: RunPlan): RunPlan => ({ ...run, memoryBytes: run.memoryBytes + size });
  const { report } = await proveProgram(
    // UPX leaves nothing to read of the program inside; what was proven of it before still holds,
    // because it unpacks to the same bytes.
    {
      name,
      path: packed,
      unpackedLinkage: linkage,
      unpackedCpuLevel: cpuLevel,
      ownChecks: packing,
    },
    { ...mapRuns(plan, larger), expectedLinkage: linkage },
    runProgram,
  );
  return report;
}
