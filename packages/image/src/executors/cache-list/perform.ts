import { connectEngine, formatBytes, installationId } from '@statix/engine';
import {
  cacheFolderSettings,
  cacheLimit,
  identifyAll,
  isWorkspaceGone,
  lastVolumeUse,
  listBuildVolumes,
  lookAtCacheFolder,
  trustScopeOf,
} from '@statix/toolchain';
import { identify } from '../identify/perform.js';
import type { ImageContext } from '../image-options.js';
import type { CacheListOptions } from './schema.js';
import { cacheFolderLine } from './cache-folder-line.js';
import { volumeLine } from './volume-line.js';

/**
 * Lists the volumes in which builds of this workspace keep crates and compiled code, and those of
 * workspaces that are gone; and the folder that STATIX_CACHE_DIR names.
 */
export async function cacheList(
  options: CacheListOptions,
  context: ImageContext,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const folder = cacheFolderSettings(env);
  const { workspaceRoot, signal, report } = context;
  await identify(workspaceRoot, options);
  const identities = new Set(
    (await identifyAll(workspaceRoot, options.definition)).map(({ identity }) => identity),
  );
  const engine = await connectEngine({ signal });
  const installation = await installationId();
  const volumes = (await listBuildVolumes(engine, { installation })).filter(
    (volume) => volume.workspaceRoot === workspaceRoot || isWorkspaceGone(volume),
  );
  for (const volume of volumes)
    report(volumeLine(volume, identities, await lastVolumeUse(volume.name)));
  const total = volumes.reduce((sum, { sizeBytes = 0 }) => sum + sizeBytes, 0);
  report(`${volumes.length} volumes, ${formatBytes(total)}`);
  const limit = cacheLimit();
  report(
    limit === Infinity
      ? 'STATIX_CACHE_LIMIT is none: volumes of all workspaces may take any space.'
      : `Volumes of all workspaces may take ${formatBytes(limit)} (STATIX_CACHE_LIMIT); once a day the oldest that no build uses go.`,
  );
  if (folder === undefined) return;
  const isShared = env['STATIX_SHARING'] !== 'none';
  const facts = await lookAtCacheFolder(folder.folder);
  report(cacheFolderLine(folder, facts, { trustScope: trustScopeOf(env), isShared }));
}
