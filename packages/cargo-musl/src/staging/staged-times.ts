import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, writeFileDurably } from '@statix/contract';
import { stateDirectory } from '@statix/engine';
import { z } from 'zod';
import {
  assignTimes,
  type CompiledPackage,
  type StagedTimes,
  type TrackedFile,
} from './assign-times.js';

const stagedTimesSchema = z.record(z.string(), z.object({ key: z.string(), time: z.number() }));

/**
 * Loads the times that were given for a target volume, gives those of the present files, and saves
 * them before anything is built. A lost or broken record only makes Cargo rebuild: every file is
 * then new. The caller holds the lock of the volume.
 *
 * Entries of other packages in the same volume stay: packages share their path dependencies.
 */
export async function nextStagedTimes(
  volume: string,
  files: readonly TrackedFile[],
  packages: readonly CompiledPackage[],
  now: number,
): Promise<StagedTimes> {
  const path = join(stateDirectory(), 'staging', `${volume}.json`);
  const previous = await load(path);
  const times = assignTimes(previous, files, packages, now);
  await writeFileDurably(path, canonicalJson({ ...previous, ...times }));
  return times;
}

async function load(path: string): Promise<StagedTimes> {
  try {
    const parsed = stagedTimesSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}
