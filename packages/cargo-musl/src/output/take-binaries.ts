import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { join as joinPosix } from 'node:path/posix';
import {
  buildManifestSchema,
  canonicalJson,
  StatixError,
  writeFileDurably,
  type BuildManifest,
  type Contents,
  type Linkage,
} from '@statix/contract';
import { nothingToBuild, type PlannedBinary } from '@statix/cargo';
import type { JobFile, JobFiles } from '../workbench/workbench.js';
import { takeBinary } from './take-binary.js';

export interface TakeRequest {
  readonly planned: readonly PlannedBinary[];
  readonly packageName: string;
  /** cargo's target folder on the workbench. */
  readonly target: string;
  /** Absolute folder that receives them. */
  readonly folder: string;
  /** Whether beside each is a file with its debug information. */
  readonly debug?: boolean;
  readonly describe: (
    binary: BuildManifest['binary'],
    planned: PlannedBinary,
    debug?: BuildManifest['debug'],
  ) => Promise<BuildManifest>;
  /** What is inside a program, and the text of its notices. */
  readonly contentsOf: (
    binary: BuildManifest['binary'],
    planned: PlannedBinary,
  ) => Promise<{ readonly contents: Contents; readonly notices: string }>;
}

/** A binary that was built, and how it is linked by its headers alone. */
export interface BuiltBinary {
  readonly manifest: BuildManifest;
  readonly linkage: Linkage;
}

/**
 * Takes the planned binaries off the workbench, each with its contents, notices and manifest, and removes what an
 * earlier build left in the folder. A reader never sees a part of a file, and a manifest appears after what it is
 * beside.
 *
 * @throws StatixError STATIX_BINARY_NOT_BUILT, STATIX_DEBUG_FILE_REFUSED, and those of {@link takeBinary}
 */
export async function takeBinaries(
  files: Pick<JobFiles, 'open'>,
  { planned, packageName, target, folder, debug = false, describe, contentsOf }: TakeRequest,
): Promise<BuiltBinary[]> {
  const before = await debugFilesIn(folder);
  const built: BuiltBinary[] = [];
  const kept = new Set<string>();
  for (const one of planned) {
    const { name, path, certain } = one;
    const file = await files.open(joinPosix(target, path));
    if (file === undefined) {
      if (certain) throw notBuilt(name);
      continue;
    }
    const { binary, linkage, buildId } = await takeBinary(name, file, join(folder, name));
    const beside = debug
      ? await takeDebug(await files.open(joinPosix(target, `${path}.debug`)), name, buildId, folder)
      : undefined;
    if (beside !== undefined) kept.add(beside.name);
    const { contents, notices } = await contentsOf(binary, one);
    await writeFileDurably(join(folder, `${name}.contents.json`), canonicalJson(contents));
    await writeFileDurably(join(folder, `${name}.notices.txt`), notices);
    const manifest = await describe(binary, one, beside);
    await writeFileDurably(join(folder, `${name}.build.json`), canonicalJson(manifest));
    kept.add(name).add(`${name}.build.json`);
    built.push({ manifest, linkage });
  }
  if (built.length === 0) throw nothingToBuild(packageName);
  await removeStale(folder, kept, before);
  return built;
}

/**
 * Takes the file with a program's debug information. A debugger finds it by its name, and takes it only with
 * the build ID of the program.
 */
async function takeDebug(
  file: JobFile | undefined,
  program: string,
  buildId: string | undefined,
  folder: string,
): Promise<NonNullable<BuildManifest['debug']>> {
  const name = `${program}.debug`;
  if (file === undefined) throw notBuilt(name);
  const taken = await takeBinary(name, file, join(folder, name), { mode: 0o644 });
  if (buildId === undefined || taken.buildId !== buildId) throw otherBuild(program, buildId);
  return { ...taken.binary, buildId };
}

function otherBuild(program: string, buildId: string | undefined): StatixError {
  return new StatixError({
    code: 'STATIX_DEBUG_FILE_REFUSED',
    what:
      buildId === undefined
        ? `${program} has no build ID, by which a debugger would know its debug information`
        : `${program}.debug has another build ID than ${program}`,
    remedies: [
      'Look in `rustflags`, .cargo/config.toml and build scripts for a `--build-id` of the linker, and take it out.',
      'Or leave out the option `splitDebug`.',
    ],
  });
}

/** Removes what an earlier build made, binaries known by their manifest and debug files, and nothing else. */
async function removeStale(
  folder: string,
  kept: ReadonlySet<string>,
  debugFiles: readonly string[],
): Promise<void> {
  for (const entry of await readdir(folder)) {
    if (!entry.endsWith('.build.json') || kept.has(entry)) continue;
    const binary = entry.slice(0, -'.build.json'.length);
    if (!kept.has(binary)) await rm(join(folder, binary), { force: true });
    for (const suffix of ['.contents.json', '.notices.txt'])
      await rm(join(folder, `${binary}${suffix}`), { force: true });
    await rm(join(folder, entry));
  }
  for (const name of debugFiles) if (!kept.has(name)) await rm(join(folder, name), { force: true });
}

/** Files with debug information that the manifests in a folder name, each beside its own binary. */
async function debugFilesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder).catch(() => []);
  const names = entries.map(async (entry) => {
    if (!entry.endsWith('.build.json')) return [];
    const text = await readFile(join(folder, entry), 'utf8').catch(() => '');
    const own = `${entry.slice(0, -'.build.json'.length)}.debug`;
    return namesDebugFile(text, own) ? [own] : [];
  });
  return (await Promise.all(names)).flat();
}

function namesDebugFile(text: string, name: string): boolean {
  try {
    return buildManifestSchema.safeParse(JSON.parse(text)).data?.debug?.name === name;
  } catch {
    return false;
  }
}

function notBuilt(name: string): StatixError {
  return new StatixError({
    code: 'STATIX_BINARY_NOT_BUILT',
    what: `cargo succeeded and there is no binary ${name}`,
    why: 'It was planned from the manifest. A build script or a proc macro may have removed it.',
    remedies: ['See what the package’s build scripts do, and those of its newest dependencies.'],
  });
}
