import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  canonicalJson,
  errorCode,
  parseDocument,
  StatixError,
  verifyReportSchema,
  writeFileDurably,
  type BuildManifest,
  type VerifyReport,
} from '@statix/contract';
import {
  provenance,
  verificationResult,
  type CiRun,
  type SourceRevision,
  type Subject,
} from '@statix/evidence';
import {
  findBinaries,
  proveProgram,
  renderReport,
  stepCommand,
  type FoundBinary,
  type EmulateProgram,
  type RunProgram,
} from '@statix/proof';
import { readBounded } from '../../evidence/read-bounded.js';
import { readContents } from '../../evidence/read-contents.js';
import { verificationFailed } from '../verify/verification-failed.js';
import type { ProvenancePlan } from './plan.js';

/** What is known besides the files. */
export interface Circumstances {
  readonly ci: CiRun | undefined;
  readonly revision: SourceRevision | undefined;
  /** That the build ran in this run of Nx, and was not taken from its cache. */
  readonly builtInThisRun: boolean;
  /** Version of our packages. */
  readonly version: string;
  readonly now: () => Date;
}

export interface ProvenanceSurroundings {
  readonly runProgram: RunProgram;
  /** Runs it on an emulated processor; nothing is emulated without. */
  readonly emulate?: EmulateProgram | undefined;
  /** Prints text for a person. */
  readonly print: (text: string) => void;
  readonly signal: AbortSignal;
}

const SUFFIXES = ['.slsa.json', '.svr.json'] as const;

/** Evidence that provenance names by its sha256, where it is there. */
const BYPRODUCTS = ['.verify.json', '.cdx.json', '.notices.txt'] as const;

const MOST_BYTES = 64 * 1024 * 1024;

/** What is attested of one program. */
interface Attested {
  readonly name: string;
  readonly documents: Readonly<Record<(typeof SUFFIXES)[number], string>>;
}

/**
 * Proves each program once more, now, and writes two in-toto statements of it: that it was verified, and how it was
 * built. A report that may be of a cache has no time, and a time that is not that of a proof would be invented. All
 * or nothing is written.
 *
 * @throws StatixError STATIX_PROVENANCE_NOT_PROVEN when verify-static did not pass these very bytes,
 *   STATIX_PROVENANCE_NOT_BUILT, STATIX_VERIFY_FAILED, and those of finding and reading binaries
 */
export async function performProvenance(
  plan: ProvenancePlan,
  circumstances: Circumstances,
  surroundings: ProvenanceSurroundings,
): Promise<readonly string[]> {
  await removeEarlier(plan.outputPath);
  const attested: Attested[] = [];
  for (const binary of await findBinaries(plan)) {
    surroundings.signal.throwIfAborted();
    attested.push(await attest(plan, binary, circumstances, surroundings));
  }
  const written: string[] = [];
  for (const { name, documents } of attested) {
    for (const suffix of SUFFIXES) {
      const path = join(plan.outputPath, `${name}${suffix}`);
      await writeFileDurably(path, documents[suffix]);
      written.push(path);
    }
  }
  return written;
}

async function removeEarlier(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const old = names.filter((name) => SUFFIXES.some((suffix) => name.endsWith(suffix)));
  await Promise.all(old.map((name) => rm(join(folder, name), { force: true })));
}

async function attest(
  plan: ProvenancePlan,
  binary: FoundBinary,
  circumstances: Circumstances,
  { runProgram, emulate, print }: ProvenanceSurroundings,
): Promise<Attested> {
  const { name, path, manifest } = binary;
  const { triple, profile, builderId } = plan;
  if (manifest === undefined) throw notBuilt(plan, path);
  const earlier = await earlierReport(plan, name);
  const built = { manifest, triple, profile };
  const { report } = await proveProgram({ name, path, built }, plan, runProgram, emulate);
  if (report.verdict === 'fail') {
    print(renderReport(report));
    throw verificationFailed([report], plan);
  }
  requireSame(plan, report, earlier, manifest);
  const { sha256 } = report.binary;
  const { contents } = await readContents(binary, sha256, []);
  const { now, ...others } = circumstances;
  const time = now();
  const facts = {
    ...{ ...others, project: plan.project, built: manifest, contents, builderId, time },
    byproducts: await byproducts(plan, name),
  };
  return {
    name,
    documents: {
      '.slsa.json': canonicalJson(provenance([{ name, sha256 }], facts)),
      '.svr.json': canonicalJson(verificationResult(report, { time, version: others.version })),
    },
  };
}

/** What verify-static wrote; it may be of a cache, so it is compared and not believed. */
async function earlierReport(plan: ProvenancePlan, name: string): Promise<VerifyReport> {
  const path = join(plan.evidence, `${name}.verify.json`);
  try {
    return parseDocument((await readBounded(path, MOST_BYTES)).text, path, verifyReportSchema);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    throw notProven(plan, `${path} is not there`);
  }
}

function requireSame(
  plan: ProvenancePlan,
  report: VerifyReport,
  earlier: VerifyReport,
  manifest: BuildManifest,
): void {
  const { name, sha256 } = report.binary;
  if (earlier.verdict !== 'pass') throw notProven(plan, `${name} did not pass`);
  if (earlier.binary.sha256 !== sha256 || earlier.binary.name !== name) {
    throw notProven(
      plan,
      `The report is about sha256 ${earlier.binary.sha256}, ${name} has ${sha256}`,
    );
  }
  // The check of it can be allowed to fail; what is attested of a build has to be of that build.
  if (manifest.binary.sha256 !== sha256) throw notBuilt(plan, join(plan.binaries, name));
}

async function byproducts(plan: ProvenancePlan, name: string): Promise<Subject[]> {
  const found: Subject[] = [];
  for (const suffix of BYPRODUCTS) {
    const file = `${name}${suffix}`;
    try {
      const { bytes } = await readBounded(join(plan.evidence, file), MOST_BYTES);
      found.push({ name: file, sha256: createHash('sha256').update(bytes).digest('hex') });
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  }
  return found;
}

function notProven(plan: ProvenancePlan, why: string): StatixError {
  return new StatixError({
    code: 'STATIX_PROVENANCE_NOT_PROVEN',
    what: `verify-static did not pass what lies in ${plan.binaries}, so nothing is attested of it`,
    why: `${why}.`,
    remedies: [{ text: 'Verify it:', snippet: stepCommand('verify-static', plan) }],
  });
}

function notBuilt(plan: ProvenancePlan, path: string): StatixError {
  return new StatixError({
    code: 'STATIX_PROVENANCE_NOT_BUILT',
    what: `It is not known how ${path} was built, so nothing is attested of it`,
    why: 'No build manifest lies beside it that is about these bytes.',
    remedies: [
      { text: 'Build it:', snippet: `${stepCommand('build-static', plan)} --skip-nx-cache` },
    ],
  });
}
