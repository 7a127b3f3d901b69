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
  const { text, times: previous = {} } = await load(target);
  const times = assignTimes(previous, files, packages, now);
  const record = canonicalJson({ born: target.born, times: { ...previous, ...times } });
  // Two calls of fsync are what a build that has nothing to do would wait for.
  if (record !== text) await writeFileDurably(recordPath(target), record);
  return times;
}

/** Whether anything may have been compiled into the folder since it was made. */
export async function hasStaged(target: TargetFolder): Promise<boolean> {
  return (await load(target)).times !== undefined;
}

interface Loaded {
  /** As it lies on the disk. */
  readonly text?: string;
  /** Undefined where it is broken, or of an earlier folder of the name. */
  readonly times?: StagedTimes;
}

async function load(target: TargetFolder): Promise<Loaded> {
  try {
    const text = await readFile(recordPath(target), 'utf8');
    const { success, data } = recordSchema.safeParse(JSON.parse(text));
    return success && data.born === target.born ? { text, times: data.times } : {};
  } catch {
    return {};
  }
}

function recordPath({ name }: TargetFolder): string {
  return join(stateDirectory(), 'staging', `${name}.json`);
}
