import { connectEngine, formatBytes, installationId, withLock } from '@statix/engine';
import { listBuildVolumes } from '@statix/toolchain';
import { volumeLine } from '../cache-list/volume-line.js';
import { identify } from '../identify/perform.js';
import type { ImageContext } from '../image-options.js';
import type { CachePruneOptions } from './schema.js';

/**
 * Removes build volumes of this workspace: those of earlier images, or with `all` every one. It waits
 * for a build that uses one, and leaves those of other workspaces and users alone.
 */
export async function cachePrune(options: CachePruneOptions, context: ImageContext): Promise<void> {
  const { workspaceRoot, signal, report } = context;
  const { identity } = await identify(workspaceRoot, options);
  const engine = await connectEngine({ signal });
  const installation = await installationId();
  const volumes = await listBuildVolumes(engine, { installation, workspaceRoot });
  const unneeded = volumes.filter((volume) => options.all || volume.identity !== identity);

  let freed = 0;
  let removed = 0;
  for (const volume of unneeded) {
    const line = volumeLine(volume, identity);
    const gone =
      options.dryRun ||
      (await withLock(volume.lock, () => engine.removeVolume(volume.name), {
        signal,
        onWait: () => {
          report(`Waiting for the build that uses ${volume.name}…`);
        },
      }));
    report(
      `${gone ? (options.dryRun ? 'would remove' : 'removed') : 'keeps, a container uses it:'}  ${line}`,
    );
    if (!gone) continue;
    removed += 1;
    freed += volume.sizeBytes ?? 0;
  }
  if (removed === 0) report('Nothing to remove.');
  else report(`${options.dryRun ? 'Would free' : 'Freed'} ${formatBytes(freed)}`);
}
