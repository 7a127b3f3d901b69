import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, writeFileDurably } from '@statix/contract';
import { stateDirectory } from '@statix/engine';
import * as z from 'zod';
import {
  assignTimes,
  type CompiledPackage,
  type StagedTimes,
  type TrackedFile,
} from './assign-times.js';
import type { TargetFolder } from './target-folder.js';

const recordSchema = z.object({
  born: z.string(),
  times: z.record(z.string(), z.object({ key: z.string(), time: z.number() })),
});

/**
 * Loads the times that were given for a target folder, gives those of the present files, and saves
 * them before anything is built. A lost or broken record, or one of an earlier folder of the name, only
 * makes Cargo rebuild: every file is then new. The caller holds the lock of the folder.
 *
 * Entries of other packages in the same folder stay: packages share their path dependencies.
 */
export async function nextStagedTimes(
  target: TargetFolder,
  files: readonly TrackedFile[],
  packages: readonly CompiledPackage[],
  now: number,
): Promise<StagedTimes> {
  const previous = (await load(target)) ?? {};
  const times = assignTimes(previous, files, packages, now);
  const record = { born: target.born, times: { ...previous, ...times } };
  await writeFileDurably(recordPath(target), canonicalJson(record));
  return times;
}

/** Whether anything may have been compiled into the folder since it was made. */
export async function hasStaged(target: TargetFolder): Promise<boolean> {
  return (await load(target)) !== undefined;
}

async function load(target: TargetFolder): Promise<StagedTimes | undefined> {
  try {
    const text = await readFile(recordPath(target), 'utf8');
    const { success, data } = recordSchema.safeParse(JSON.parse(text));
    return success && data.born === target.born ? data.times : undefined;
  } catch {
    return undefined;
  }
}

function recordPath({ name }: TargetFolder): string {
  return join(stateDirectory(), 'staging', `${name}.json`);
}
