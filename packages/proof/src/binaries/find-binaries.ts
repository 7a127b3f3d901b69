import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  buildManifestSchema,
  nearestName,
  readDocument,
  StatixError,
  type BuildManifest,
} from '@statix/contract';
import type { PlannedProgram } from './planned-programs.js';
import { stepCommand } from './step-command.js';

/** Whose programs are to be proven, and where they lie. */
export interface BinariesPlan {
  readonly project: string;
  readonly triple: string;
  readonly profile: string;
  /** Folder with the binaries. */
  readonly binaries: string;
  /** Binaries with settings of their own. */
  readonly perBinary: ReadonlyMap<string, unknown>;
  /** Those that are to be there; undefined where only the folder tells. */
  readonly planned?: readonly PlannedProgram[] | undefined;
}

export interface FoundBinary {
  readonly name: string;
  readonly path: string;
  readonly manifest: BuildManifest | undefined;
}

const MANIFEST_SUFFIX = '.build.json';

/**
 * Finds what is to be verified: what a build manifest is about, which has to be what was planned; where there
 * is neither, as in a target written by hand, every ELF file of the folder. Symbolic links count, to be
 * refused by name rather than left out in silence.
 *
 * @returns sorted by name, at least one
 * @throws StatixError STATIX_VERIFY_NO_BINARIES, STATIX_VERIFY_UNKNOWN_BINARY, STATIX_PROGRAMS_NOT_PLANNED
 */
export async function findBinaries(plan: BinariesPlan): Promise<FoundBinary[]> {
  const entries = await listFolder(plan);
  const built = entries.filter(({ name }) => name.endsWith(MANIFEST_SUFFIX));
  const found =
    built.length > 0 || plan.planned !== undefined
      ? await readManifests(plan, built)
      : await findElfFiles(plan, entries);
  if (found.length === 0) {
    const names = entries.map(({ name }) => name).slice(0, 10);
    throw noBinaries(
      plan,
      names.length === 0 ? 'The folder is empty.' : `It holds: ${names.join(', ')}`,
    );
  }
  requirePlanned(plan, found);
  refuseUnknownNames(plan, found);
  return found.sort((left, right) => (left.name < right.name ? -1 : 1));
}

interface Entry {
  readonly name: string;
  readonly kind: 'file' | 'link' | 'other';
}

async function listFolder(plan: BinariesPlan): Promise<Entry[]> {
  try {
    const entries = await readdir(plan.binaries, { withFileTypes: true });
    return entries.map((entry) => ({
      name: entry.name,
      kind: entry.isFile() ? 'file' : entry.isSymbolicLink() ? 'link' : 'other',
    }));
  } catch (cause) {
    throw noBinaries(plan, String(cause), cause);
  }
}

async function readManifests(
  plan: BinariesPlan,
  entries: readonly Entry[],
): Promise<FoundBinary[]> {
  return Promise.all(
    entries.map(async (entry) => {
      const name = entry.name.slice(0, -MANIFEST_SUFFIX.length);
      const manifest = await readDocument(join(plan.binaries, entry.name), buildManifestSchema, [
        buildFirst(plan),
      ]);
      return { name, path: join(plan.binaries, name), manifest };
    }),
  );
}

async function findElfFiles(plan: BinariesPlan, entries: readonly Entry[]): Promise<FoundBinary[]> {
  const found: FoundBinary[] = [];
  for (const { name, kind } of entries) {
    const path = join(plan.binaries, name);
    if (kind === 'link' || (kind === 'file' && (await beginsLikeElf(path)))) {
      found.push({ name, path, manifest: undefined });
    }
  }
  return found;
}

async function beginsLikeElf(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.toString('latin1', 0, bytesRead) === '\x7fELF';
  } finally {
    await file.close();
  }
}

/** The folder may come from a cache: a program that fails could be left out, and another put beside it. */
function requirePlanned(plan: BinariesPlan, found: readonly FoundBinary[]): void {
  const { planned } = plan;
  if (planned === undefined) return;
  const [wanted, there] = [planned, found].map((all) => all.map(({ name }) => name));
  const missing = planned.filter(({ name, certain }) => certain && there?.includes(name) === false);
  const others = found.filter(({ name }) => wanted?.includes(name) === false);
  if (missing.length + others.length === 0) return;
  const names = (all: readonly { readonly name: string }[]) =>
    all.map(({ name }) => name).join(', ');
  throw new StatixError({
    code: 'STATIX_PROGRAMS_NOT_PLANNED',
    what: `${plan.binaries} does not hold the programs that the build of ${plan.project} makes`,
    why: [
      ...(missing.length === 0 ? [] : [`Missing: ${names(missing)}.`]),
      ...(others.length === 0 ? [] : [`Not made by it: ${names(others)}.`]),
      'The manifest was edited after the build, or somebody put the folder into a cache.',
    ].join(' '),
    remedies: [
      {
        text: 'Have it built again, and if the manifest is as it was, find out who can write to your cache:',
        snippet: `${stepCommand('build-static', plan)} --skip-nx-cache`,
      },
    ],
  });
}

function refuseUnknownNames(plan: BinariesPlan, found: readonly FoundBinary[]): void {
  const known = found.map(({ name }) => name);
  for (const name of plan.perBinary.keys()) {
    if (known.includes(name)) continue;
    const nearest = nearestName(name, known);
    throw new StatixError({
      code: 'STATIX_VERIFY_UNKNOWN_BINARY',
      what: `perBinary names '${name}', which is not among the binaries of ${plan.project}`,
      remedies: [
        ...(nearest === undefined ? [] : [`Did you mean '${nearest}'?`]),
        `The binaries are: ${known.join(', ')}.`,
      ],
    });
  }
}

function noBinaries(plan: BinariesPlan, why: string, cause?: unknown): StatixError {
  return new StatixError({
    code: 'STATIX_VERIFY_NO_BINARIES',
    what: `There is no program to verify in ${plan.binaries}`,
    why,
    remedies: [
      buildFirst(plan),
      'Programs that lie elsewhere: name their folder in the option `binaries`.',
    ],
    cause,
  });
}

function buildFirst(plan: BinariesPlan): { text: string; snippet: string } {
  return { text: 'Build first:', snippet: stepCommand('build-static', plan) };
}
