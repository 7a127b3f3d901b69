import { connectEngine, formatBytes, installationId } from '@statix/engine';
import {
  identifyAll,
  isWorkspaceGone,
  lastVolumeUse,
  listBuildVolumes,
  removeUnusedVolume,
  type BuildVolume,
} from '@statix/toolchain';
import { volumeLine } from '../cache-list/volume-line.js';
import { identify } from '../identify/perform.js';
import type { ImageContext } from '../image-options.js';
import type { CachePruneOptions } from './schema.js';

/**
 * Removes build volumes of this workspace: those of earlier images and those that another version of
 * Statix made, or with `all` every one; and those of workspaces that are gone. It waits for a build that
 * uses one, and leaves those of other workspaces and users alone.
 */
export async function cachePrune(options: CachePruneOptions, context: ImageContext): Promise<void> {
  const { workspaceRoot, signal, report } = context;
  await identify(workspaceRoot, options);
  const identities = new Set(
    (await identifyAll(workspaceRoot, options.definition)).map(({ identity }) => identity),
  );
  const engine = await connectEngine({ signal });
  const installation = await installationId();
  const list = (): Promise<BuildVolume[]> => listBuildVolumes(engine, { installation });
  const volumes = await list();
  const unneeded = volumes.filter(
    (volume) =>
      isWorkspaceGone(volume) ||
      (volume.workspaceRoot === workspaceRoot &&
        (options.all || volume.kind === undefined || !identities.has(volume.identity))),
  );

  const waiting =
    ({ name }: BuildVolume) =>
    () => {
      report(`Waiting for the build that uses ${name}…`);
    };
  let freed = 0;
  let removed = 0;
  for (const volume of unneeded) {
    const line = volumeLine(volume, identities, await lastVolumeUse(volume.name));
    const gone =
      options.dryRun ||
      (await removeUnusedVolume(engine, volume, list, { signal, onWait: waiting(volume) }));
    report(
      `${gone ? (options.dryRun ? 'would remove' : 'removed') : 'keeps, a build uses it:'}  ${line}`,
    );
    if (!gone) continue;
    removed += 1;
    freed += volume.sizeBytes ?? 0;
  }
  if (removed === 0) report('Nothing to remove.');
  else report(`${options.dryRun ? 'Would free' : 'Freed'} ${formatBytes(freed)}`);
}
