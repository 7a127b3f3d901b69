import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  canonicalJson,
  StatixError,
  writeFileDurably,
  type Check,
  type StampManifest,
  type VerifyReport,
} from '@statix/contract';
import { findReserved, hex } from '@statix/elf';
import {
  chosenBinaries,
  findBinaries,
  manifestCheck,
  proveProgram,
  removeEarlier,
  renderReport,
  stepCommand,
  type EmulateProgram,
  type FoundBinary,
  type RunProgram,
} from '@statix/proof';
import { verificationFailed } from '../verify/verification-failed.js';
import { expecting, type StampPlan } from './plan.js';
import { reservedPlace } from './reserved-place.js';
import { revisionPlace, textBytes } from './revision-text.js';
import { writeStamped } from './stamped-file.js';
import type { Revision } from './which-revision.js';

export interface StampSurroundings {
  readonly runProgram: RunProgram;
  /** Runs it on an emulated processor; nothing is emulated without. */
  readonly emulate?: EmulateProgram | undefined;
  /** Prints text for a person. */
  readonly print: (text: string) => void;
  readonly signal: AbortSignal;
}

export interface Stamped {
  readonly manifest: StampManifest;
  readonly report: VerifyReport;
}

/**
 * Writes the revision into a copy of each program, proves that copy, and puts it where it belongs, beside its
 * manifest and report. The original is read only.
 *
 * @throws StatixError STATIX_STAMP_NOT_BUILT, STATIX_STAMP_NO_PLACE, STATIX_STAMP_SEVERAL_PLACES,
 *   STATIX_STAMP_PLACE_UNUSABLE, STATIX_STAMP_DIFFERS, STATIX_VERIFY_FAILED, and those of finding and reading
 *   binaries
 */
export async function performStamp(
  plan: StampPlan,
  revision: Revision,
  surroundings: StampSurroundings,
): Promise<Stamped[]> {
  await removeEarlier(plan.outputPath, '.stamp.json');
  const binaries = chosenBinaries(plan, await findBinaries(plan), 'STATIX_BINARY_NOT_FOUND');
  const scratch = await mkdtemp(join(tmpdir(), 'statix-stamp-'));
  try {
    const all: (Stamped & { readonly copy: string })[] = [];
    for (const binary of binaries) {
      surroundings.signal.throwIfAborted();
      const copy = join(scratch, binary.name);
      all.push({ ...(await stampOne(plan, revision, binary, copy, surroundings)), copy });
    }
    const reports = all.map(({ report }) => report);
    const failed = reports.filter(({ verdict }) => verdict === 'fail');
    for (const report of failed) surroundings.print(renderReport(report));
    if (failed.length > 0) throw verificationFailed(reports, plan);
    for (const { copy, manifest, report } of all)
      await put(plan.outputPath, copy, manifest, report);
    return all.map(({ manifest, report }) => ({ manifest, report }));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function stampOne(
  plan: StampPlan,
  revision: Revision,
  { name, path, manifest }: FoundBinary,
  copy: string,
  { runProgram, emulate }: StampSurroundings,
): Promise<Stamped> {
  const found = await findReserved(path, revisionPlace);
  const { sha256, size } = found;
  const built = manifestCheck({ name, sha256, size }, manifest, plan);
  if (built.status === 'fail') throw notBuilt(path, built, plan);
  const { offset, content } = reservedPlace(name, found);
  const replacement = { offset, bytes: textBytes(revision.text) };
  const stamped = await writeStamped({ path, sha256, size }, copy, replacement, content);
  const { report } = await proveProgram(
    { name, path: copy, changedFrom: manifest, ownChecks: [built, onlyRevision(offset, sha256)] },
    expecting(plan, revision.text),
    runProgram,
    emulate,
  );
  return {
    manifest: {
      schemaVersion: 1,
      kind: 'statix.stamp-manifest',
      name,
      revision,
      original: { sha256, size },
      stamped,
      place: { offset, size: revisionPlace.size },
    },
    report,
  };
}

/** What `writeStamped` has made sure of, for the report. */
function onlyRevision(offset: number, sha256: string): Check {
  return {
    id: 'only-revision-written',
    status: 'pass',
    summary:
      'With the place of the revision emptied it is the program that was built, byte for byte',
    evidence: [`${revisionPlace.size} bytes at ${hex(offset)}; emptied: sha256 ${sha256}`],
  };
}

async function put(
  folder: string,
  copy: string,
  manifest: StampManifest,
  report: VerifyReport,
): Promise<void> {
  const target = join(folder, manifest.name);
  await writeFileDurably(target, createReadStream(copy), { mode: 0o755 });
  await writeFileDurably(`${target}.verify.json`, canonicalJson(report));
  await writeFileDurably(`${target}.stamp.json`, canonicalJson(manifest));
}

function notBuilt(path: string, { summary, evidence }: Check, plan: StampPlan): StatixError {
  return new StatixError({
    code: 'STATIX_STAMP_NOT_BUILT',
    what: `${path} is not what the build wrote, so it is not stamped`,
    why: `${summary}.`,
    excerpt: evidence,
    remedies: [
      {
        text: 'Have it built again:',
        snippet: `${stepCommand('build-static', plan)} --skip-nx-cache`,
      },
    ],
  });
}
