import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  compressManifestSchema,
  readDocument,
  StatixError,
  stampManifestSchema,
  verifyReportSchema,
  type BuildManifest,
} from '@statix/contract';
import { classifyLinkage, openElf } from '@statix/elf';
import {
  chosenBinaries,
  findBinaries,
  stepCommand,
  type FoundBinary,
  type PlannedProgram,
} from '@statix/proof';
import { takeFile } from './take-file.js';

/** Whose programs are taken, and from where; folders are absolute. */
export interface ProgramsPlan {
  readonly project: string;
  readonly triple: string;
  readonly profile: string;
  readonly step: 'build' | 'stamp' | 'compress';
  readonly binaries: string;
  readonly reports: string;
  readonly builds: string;
  readonly stamps: string | undefined;
  /** Names of those that are packaged; undefined for all. */
  readonly programs: readonly string[] | undefined;
  /** See `BinariesPlan`. */
  readonly planned?: readonly PlannedProgram[] | undefined;
}

/** A program whose bytes are those that a step has proven. */
export interface ProvenProgram {
  readonly name: string;
  /** Absolute path of our own copy. */
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
  readonly step: ProgramsPlan['step'];
  readonly built: BuildManifest;
  /** sha256 of it and of what it was made from: as built, as stamped. */
  readonly known: readonly string[];
}

const MOST_BYTES = 4 * 1024 ** 3;
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.+-]*$/;

/**
 * Takes the programs that the steps before have proven. Each is copied first; hash and headers are those of
 * the copy, and the copy is what goes into a package. It has to be what its verify report says passed, and
 * what the manifests from the build up to its step lead to.
 *
 * @param scratch a folder of our own for the copies
 * @throws StatixError STATIX_NOT_VERIFIED, STATIX_PACKAGE_UNKNOWN_PROGRAM, STATIX_PACKAGE_PROGRAM_MISSING,
 *   STATIX_PACKAGE_FILE_REFUSED, STATIX_DOCUMENT_*, STATIX_ELF_*, and those of finding binaries
 */
export async function takePrograms(plan: ProgramsPlan, scratch: string): Promise<ProvenProgram[]> {
  const { project, triple, profile, builds, planned } = plan;
  const found = await findBinaries({
    ...{ project, triple, profile, planned },
    binaries: builds,
    perBinary: new Map(),
  });
  const taken: ProvenProgram[] = [];
  for (const binary of chosenBinaries(plan, found, 'STATIX_PACKAGE_UNKNOWN_PROGRAM'))
    taken.push(await takeProgram(plan, binary, scratch));
  return taken;
}

async function takeProgram(
  plan: ProgramsPlan,
  { name, manifest }: FoundBinary,
  scratch: string,
): Promise<ProvenProgram> {
  const { binaries, reports, step, triple, profile } = plan;
  const path = join(binaries, name);
  const again = { text: 'Have it made and proven again:', snippet: commandFor(plan) };
  const notProven = (why: string, excerpt: readonly string[] = []) =>
    new StatixError({
      code: 'STATIX_NOT_VERIFIED',
      what: `${path} is not proven, so it is not packaged`,
      why,
      excerpt,
      remedies: [again],
    });
  if (!NAME.test(name)) throw notProven(`${JSON.stringify(name)} is no name for a program.`);
  if (manifest === undefined) {
    throw notProven('There is no build manifest, so that nothing tells what it was built from.');
  }
  if (!(await isThere(path))) throw missingProgram(plan, name);
  const copy = join(scratch, name);
  await takeFile(path, copy, MOST_BYTES);
  const { elf, sha256, size } = await openElf(copy);

  const file = join(reports, `${name}.verify.json`);
  const report = await readDocument(file, verifyReportSchema, [again]);
  const chain = await chainOf(plan, name, manifest);
  const last = chain.at(-1);
  const compared = [
    [`${file}: verdict`, report.verdict, 'pass'],
    [`${file}: name`, report.binary.name, name],
    [`${file}: sha256`, report.binary.sha256, sha256],
    [`${file}: size`, String(report.binary.size), String(size)],
    [`${last?.document ?? ''}: sha256`, last?.sha256 ?? '', sha256],
    ['the build manifest: name', manifest.binary.name, name],
    ['the build manifest: triple', manifest.triple, triple],
    ['the build manifest: profile', manifest.profile, profile],
    ...chain.flatMap(({ document, original }, index) => {
      const before = chain[index - 1];
      return before === undefined
        ? []
        : [[`${document}: made from sha256`, original ?? '', before.sha256] as const];
    }),
  ] as const;
  const differing = compared.filter(([, said, wanted]) => said !== wanted);
  if (differing.length > 0) {
    throw notProven(
      'Its proof is of something else.',
      differing.map(([what, said, wanted]) => `${what}: it says ${said}, expected ${wanted}`),
    );
  }
  const { linkage } = classifyLinkage(elf);
  // A packed program's own headers do not say how the one inside is linked.
  const isStatic = last?.isPacked ? elf.interpreters.length === 0 : linkage === report.linkage;
  if (!isStatic || !/^static(-pie)?$/.test(report.linkage)) {
    throw notProven(`Its headers say ${linkage}, its report ${report.linkage}.`);
  }
  const known = [...new Set([sha256, ...chain.map((link) => link.sha256)])];
  return { name, path: copy, sha256, size, step, built: manifest, known };
}

/** One file that a step has written, and the hash of what it was made from. */
interface Link {
  readonly document: string;
  readonly sha256: string;
  readonly original?: string;
  readonly isPacked?: boolean;
}

/** From the build to the program that is packaged, by the documents that the steps have written. */
async function chainOf(
  plan: ProgramsPlan,
  name: string,
  { binary }: BuildManifest,
): Promise<Link[]> {
  const { step, stamps, binaries, builds } = plan;
  const again = [{ text: 'Have it made again:', snippet: commandFor(plan) }];
  const chain: Link[] = [{ document: join(builds, `${name}.build.json`), sha256: binary.sha256 }];
  if (step === 'stamp' || (step === 'compress' && stamps !== undefined)) {
    const document = join(step === 'stamp' ? binaries : (stamps ?? ''), `${name}.stamp.json`);
    const { original, stamped } = await readDocument(document, stampManifestSchema, again);
    chain.push({ document, sha256: stamped.sha256, original: original.sha256 });
  }
  if (step === 'compress') {
    const document = join(binaries, `${name}.compress.json`);
    const manifest = await readDocument(document, compressManifestSchema, again);
    const { original } = manifest;
    const isPacked = manifest.delivered === 'packed';
    const { sha256 } = isPacked ? manifest.packed : original;
    chain.push({ document, sha256, original: original.sha256, isPacked });
  }
  return chain;
}

const targets = { build: 'verify-static', stamp: 'stamp-static', compress: 'compress-static' };

function commandFor(plan: ProgramsPlan): string {
  return `${stepCommand(targets[plan.step], plan)} --skip-nx-cache`;
}

function missingProgram(plan: ProgramsPlan, name: string): StatixError {
  return new StatixError({
    code: 'STATIX_PACKAGE_PROGRAM_MISSING',
    what: `The ${plan.step} step has left no ${name} in ${plan.binaries}`,
    why: 'The build makes it, and a package of all programs would be without it.',
    remedies: [
      { text: 'Have it made again:', snippet: commandFor(plan) },
      'Or name the programs that are to be packaged in `programs`.',
    ],
  });
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
