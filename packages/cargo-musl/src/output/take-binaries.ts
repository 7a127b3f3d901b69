import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { join as joinPosix } from 'node:path/posix';
import {
  canonicalJson,
  StatixError,
  writeFileDurably,
  type BuildManifest,
  type Linkage,
} from '@statix/contract';
import { nothingToBuild, type PlannedBinary } from '@statix/cargo';
import type { JobFiles } from '../workbench/workbench.js';
import { takeBinary } from './take-binary.js';

export interface TakeRequest {
  readonly planned: readonly PlannedBinary[];
  readonly packageName: string;
  /** cargo's target folder on the workbench. */
  readonly target: string;
  /** Absolute folder that receives them. */
  readonly folder: string;
  readonly describe: (binary: BuildManifest['binary']) => BuildManifest;
}

/** A binary that was built, and how it is linked by its headers alone. */
export interface BuiltBinary {
  readonly manifest: BuildManifest;
  readonly linkage: Linkage;
}

/**
 * Takes the planned binaries off the workbench, each with its manifest, and removes what an earlier
 * build left in the folder. A reader never sees a part of a file, and a manifest appears after its
 * binary.
 *
 * @throws StatixError STATIX_BINARY_NOT_BUILT, and those of {@link takeBinary}
 */
export async function takeBinaries(
  files: Pick<JobFiles, 'open'>,
  { planned, packageName, target, folder, describe }: TakeRequest,
): Promise<BuiltBinary[]> {
  const built: BuiltBinary[] = [];
  const kept = new Set<string>();
  for (const { name, path, certain } of planned) {
    const file = await files.open(joinPosix(target, path));
    if (file === undefined) {
      if (certain) throw notBuilt(name);
      continue;
    }
    const { binary, linkage } = await takeBinary(name, file, join(folder, name));
    const manifest = describe(binary);
    await writeFileDurably(join(folder, `${name}.build.json`), canonicalJson(manifest));
    kept.add(name).add(`${name}.build.json`);
    built.push({ manifest, linkage });
  }
  if (built.length === 0) throw nothingToBuild(packageName);
  await removeStale(folder, kept);
  return built;
}

/** Removes binaries that an earlier build made, known by their manifest, and nothing else. */
async function removeStale(folder: string, kept: ReadonlySet<string>): Promise<void> {
  for (const entry of await readdir(folder)) {
    if (!entry.endsWith('.build.json') || kept.has(entry)) continue;
    const binary = entry.slice(0, -'.build.json'.length);
    if (!kept.has(binary)) await rm(join(folder, binary), { force: true });
    await rm(join(folder, entry));
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
