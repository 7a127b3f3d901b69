import type { Check, VerifyReport } from '@statix/contract';
import { openElf, runChecks, staticChecks, verdictOf, type StaticLinkage } from '@statix/elf';
import { runFromScratch } from '@statix/proof';
import { type Engine } from '@statix/engine';
import type { CompressOptions } from './schema.js';
import { expectationFor } from './plan.js';

/**
 * The report of a packed program. All of test, byte-exact unpacking and execution are there, because
 * of 69 single-byte changes that passed the first two, every program was broken.
 */
export async function provePacked(
  engine: Engine,
  options: CompressOptions,
  binary: { name: string; path: string; linkage: StaticLinkage },
  packing: Check[],
  signal: AbortSignal,
): Promise<VerifyReport> {
  const { elf, sha256, size } = await openElf(binary.path);
  const expectation = expectationFor(options, binary.name);
  const run = await runFromScratch(engine, {
    program: binary.path,
    arguments: expectation.arguments,
    environment: expectation.environment,
    timeoutMilliseconds: expectation.timeoutSeconds * 1000,
    memoryBytes: options.memoryMegabytes * 1024 * 1024,
    signal,
  });
  const checks = [
    // UPX leaves nothing to read of the program inside; what was proven of it before still holds,
    // because it unpacks to the same bytes.
    ...staticChecks(elf, { expectedLinkage: binary.linkage, unpackedLinkage: binary.linkage }),
    ...packing,
    ...runChecks(run, expectation),
  ];
  return {
    schemaVersion: 1,
    kind: 'statix.verify-report',
    binary: { name: binary.name, sha256, size },
    verdict: verdictOf(checks),
    linkage: binary.linkage,
    run: 'required',
    checks,
  };
}
