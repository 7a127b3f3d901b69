import { lstat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  contentsSchema,
  digestFile,
  errorCode,
  outputFolder,
  readDocument,
  stampManifestSchema,
  StatixError,
  type CompressManifest,
} from '@statix/contract';
import { stepCommand } from '@statix/proof';
import { copyUnchanged } from './copy-unchanged.js';
import type { CompressPlan } from './plan.js';
import type { ProvenBinary } from './prove-original.js';

/**
 * What earlier steps have written about a program's contents: packed, it tells nothing of them itself.
 * In this order, the first of which names the program that all are about.
 */
export const COMPANION_SUFFIXES = ['.contents.json', '.cdx.json', '.notices.txt'] as const;

/** An SBOM of some thousand crates has a few. */
const MOST_BYTES = 64 * 1024 * 1024;

export interface Companion {
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
}

/**
 * Finds the documents that are to lie beside the delivered file.
 *
 * @throws StatixError STATIX_UPX_OTHER_CONTENTS when they are about another program, or no regular files
 *   of a sane size
 */
export async function findCompanions(
  plan: CompressPlan,
  workspaceRoot: string,
  binary: ProvenBinary,
): Promise<Companion[]> {
  const folders = [
    plan.binaries,
    plan.reports,
    // A stamped program has the contents of the one that was built.
    ...(plan.options.stamped
      ? [outputFolder('static', plan.project, plan), outputFolder('verify', plan.project, plan)]
      : []),
  ].map((folder) => resolve(workspaceRoot, folder));
  const found: Companion[] = [];
  for (const suffix of COMPANION_SUFFIXES) {
    const name = `${binary.name}${suffix}`;
    const companion = await firstOf(
      folders.map((folder) => join(folder, name)),
      name,
      plan,
    );
    if (companion !== undefined) found.push(companion);
  }
  await requireAbout(plan, binary, found[0]);
  return found;
}

/**
 * Copies them beside the program, and says what they are for its manifest.
 *
 * @throws StatixError STATIX_UPX_CHANGED
 */
export async function copyCompanions(
  companions: readonly Companion[],
  folder: string,
): Promise<CompressManifest['beside']> {
  for (const companion of companions) {
    await copyUnchanged(companion, join(folder, companion.name));
  }
  return companions.map(({ name, sha256, size }) => ({ name, sha256, size }));
}

async function firstOf(
  paths: readonly string[],
  name: string,
  plan: CompressPlan,
): Promise<Companion | undefined> {
  for (const path of paths) {
    const file = await lstat(path).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    });
    if (file === undefined) continue;
    if (!file.isFile()) throw others(path, 'It is no regular file.', plan);
    if (file.size === 0 || file.size > MOST_BYTES)
      throw others(path, `It has ${file.size} bytes.`, plan);
    return { name, path, sha256: await digestFile(path), size: file.size };
  }
  return undefined;
}

/** The folders may come from a cache: a list of other contents could be put beside a program. */
async function requireAbout(
  plan: CompressPlan,
  binary: ProvenBinary,
  contents: Companion | undefined,
): Promise<void> {
  if (contents?.name.endsWith('.contents.json') !== true) return;
  const { path } = contents;
  const about = await readDocument(path, contentsSchema, [rebuild(plan)]);
  const built = plan.options.stamped ? await stampedFrom(binary, plan) : binary.sha256;
  if (about.binary.sha256 === built) return;
  throw others(path, `It is about sha256 ${about.binary.sha256}, built was ${built}.`, plan);
}

/** sha256 of the program that was stamped. */
async function stampedFrom({ path, sha256 }: ProvenBinary, plan: CompressPlan): Promise<string> {
  const file = `${path}.stamp.json`;
  const manifest = await readDocument(file, stampManifestSchema, [rebuild(plan)]);
  if (manifest.stamped.sha256 === sha256) return manifest.original.sha256;
  throw others(file, `It is about sha256 ${manifest.stamped.sha256}, not ${sha256}.`, plan);
}

function others(path: string, why: string, plan: CompressPlan): StatixError {
  return new StatixError({
    code: 'STATIX_UPX_OTHER_CONTENTS',
    what: `${path} is not about the program that is packed`,
    why,
    remedies: [rebuild(plan)],
  });
}

function rebuild(plan: CompressPlan): { text: string; snippet: string } {
  return {
    text: 'Have it written again:',
    snippet: `${stepCommand('static', plan)} --skip-nx-cache`,
  };
}
