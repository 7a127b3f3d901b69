import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StatixError } from '@statix/contract';
import { parseBytes, stateDirectory, type Engine } from '@statix/engine';
import { listBuildVolumes, type BuildVolume } from './build-volumes.js';
import { removeUnusedVolume } from './remove-unused-volume.js';
import { lastVolumeUse } from './volume-use.js';

/** 50 GiB: a few large workspaces, on a disk of 100 GB or more. */
const DEFAULT_LIMIT = 50 * 1024 ** 3;

/** Asking an engine for the sizes of its volumes makes it read all of them: not with every build. */
const LOOK_EVERY_MILLISECONDS = 24 * 60 * 60 * 1000;

/**
 * How much the build volumes of this installation may take, by STATIX_CACHE_LIMIT: a size such as `20g`,
 * or `none`.
 *
 * @returns bytes
 * @throws StatixError STATIX_ENVIRONMENT_INVALID
 */
export function cacheLimit(env: NodeJS.ProcessEnv = process.env): number {
  const text = env['STATIX_CACHE_LIMIT'];
  if (text === undefined || text === '') return DEFAULT_LIMIT;
  if (text === 'none') return Infinity;
  const bytes = parseBytes(text);
  if (bytes !== undefined) return bytes;
  throw new StatixError({
    code: 'STATIX_ENVIRONMENT_INVALID',
    what: `STATIX_CACHE_LIMIT is '${text}'; expected a size such as 20g, or none`,
    remedies: [{ text: 'Correct or unset it:', snippet: 'unset STATIX_CACHE_LIMIT' }],
  });
}

export interface UsedVolume {
  readonly volume: BuildVolume;
  /** Undefined where nothing is known: such a volume counts as the oldest. */
  readonly lastUse: Date | undefined;
}

/**
 * The volumes that have to go for the rest to be within a limit: those that were used longest ago.
 *
 * @param keep names of volumes that stay
 */
export function beyondLimit(
  volumes: readonly UsedVolume[],
  limitBytes: number,
  keep: readonly string[],
): BuildVolume[] {
  let total = volumes.reduce((sum, { volume }) => sum + (volume.sizeBytes ?? 0), 0);
  const oldestFirst = [...volumes].sort(
    (left, right) => (left.lastUse?.getTime() ?? 0) - (right.lastUse?.getTime() ?? 0),
  );
  const going: BuildVolume[] = [];
  for (const { volume } of oldestFirst) {
    if (total <= limitBytes) break;
    if (keep.includes(volume.name) || (volume.sizeBytes ?? 0) === 0) continue;
    going.push(volume);
    total -= volume.sizeBytes ?? 0;
  }
  return going;
}

/**
 * Removes build volumes of this installation that nobody uses, the oldest first, until they are within
 * the limit; once a day. It waits for no build, and what goes wrong costs nothing but space: the build
 * after which it is done has succeeded. It says nothing either, for Nx would replay that with every
 * result from its cache; `cache-list` shows limit and sizes.
 *
 * @param keep names of volumes that stay
 */
export async function keepVolumesWithin(
  engine: Engine,
  {
    installation,
    limitBytes,
    keep,
    env = process.env,
  }: {
    readonly installation: string;
    readonly limitBytes: number;
    readonly keep: readonly string[];
    readonly env?: NodeJS.ProcessEnv;
  },
): Promise<void> {
  try {
    if (limitBytes === Infinity || !(await isDue(env))) return;
    const list = (): Promise<BuildVolume[]> => listBuildVolumes(engine, { installation });
    const used = await Promise.all(
      (await list()).map(async (volume) => ({
        volume,
        lastUse: await lastVolumeUse(volume.name, env),
      })),
    );
    for (const volume of beyondLimit(used, limitBytes, keep)) {
      const busy = new AbortController();
      const onWait = (): void => {
        busy.abort();
      };
      await removeUnusedVolume(engine, volume, list, { signal: busy.signal, onWait, env }).catch(
        () => false,
      );
    }
  } catch {
    // The next day looks again.
  }
}

async function isDue(env: NodeJS.ProcessEnv): Promise<boolean> {
  const note = join(stateDirectory(env), 'volumes-looked-at');
  const looked = await stat(note).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  if (Date.now() - looked < LOOK_EVERY_MILLISECONDS) return false;
  await mkdir(dirname(note), { recursive: true });
  await writeFile(note, '');
  return true;
}
