import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  connectEngine,
  formatBytes,
  installationId,
  isRefusal,
  type Engine,
  type ImageFacts,
} from '@statix/engine';
import {
  forgetImage,
  forgetImageUses,
  identifyAll,
  namesOfInstallation,
  readImageUses,
  recordedImage,
  type ImageUse,
} from '@statix/toolchain';
import { identify } from '../identify/perform.js';
import type { ImageContext } from '../image-options.js';
import { planPrune } from './plan.js';
import type { PruneOptions } from './schema.js';

/**
 * Removes the images that this definition was given earlier, and says what that freed. An image stays
 * that another workspace's definition uses, that has a name of the user's own, or that a container
 * was made of.
 */
export async function prune(options: PruneOptions, context: ImageContext): Promise<void> {
  const { workspaceRoot, signal, report } = context;
  const identity = await identify(workspaceRoot, options);
  const engine = await connectEngine({ signal });
  const { id: engineId } = await engine.facts();
  const installation = await installationId();
  const { remove, keep } = planPrune({
    definition: join(workspaceRoot, identity.definition),
    engineId,
    current: await imagesOf(engineId, workspaceRoot, identity.definition),
    uses: await readImageUses(),
    exists: existsSync,
  });
  for (const { use, reason } of keep) report(`keeps    ${use.reference}  ${reason}`);

  const before = options.dryRun ? 0 : await engine.layersSize();
  let removed = 0;
  for (const use of remove) {
    signal.throwIfAborted();
    const image = await engine.findImage(use.imageId);
    const reason = image === undefined ? undefined : reasonToKeep(image, use, installation);
    if (reason !== undefined) {
      report(`keeps    ${use.reference}  ${reason}`);
    } else if (image === undefined) {
      if (!options.dryRun) await forget(engineId, use);
    } else if (options.dryRun) {
      report(`would remove  ${describe(use, image)}`);
      removed += 1;
    } else if (await removeUnlessUsed(engine, image)) {
      await forget(engineId, use);
      report(`removed  ${describe(use, image)}`);
      removed += 1;
    } else {
      report(`keeps    ${use.reference}  a container was made of it`);
    }
  }
  if (removed === 0) report('Nothing to remove.');
  else if (options.dryRun) report('Layers that images share count in each of them.');
  else report(`Freed ${formatBytes(Math.max(0, before - (await engine.layersSize())))}`);
}

/** The images of the definition as it is now, with those of its Rust channels. */
async function imagesOf(
  engineId: string,
  workspaceRoot: string,
  definition: string,
): Promise<Set<string>> {
  const identities = await identifyAll(workspaceRoot, definition);
  const ids = identities.map(({ identity }) => recordedImage(engineId, identity));
  return new Set((await Promise.all(ids)).filter((id) => id !== undefined));
}

/** A name that this installation did not give is somebody's, and so is then the image. */
function reasonToKeep(
  { tags }: ImageFacts,
  { reference }: ImageUse,
  installation: string,
): string | undefined {
  const ours = namesOfInstallation(reference, installation);
  const others = tags.filter((tag) => !ours.includes(tag));
  return others.length === 0 ? undefined : `it is also named ${others.join(', ')}`;
}

async function removeUnlessUsed(engine: Engine, image: ImageFacts): Promise<boolean> {
  try {
    // Names first: an image that has several is not removed by its id without force. Without the
    // last of them the engine removes the image itself.
    for (const name of [...image.digests, ...image.tags]) await engine.removeImage(name);
    await engine.removeImage(image.id);
    return true;
  } catch (error) {
    if (isRefusal(error, 409)) return false;
    throw error;
  }
}

async function forget(engineId: string, { identity, imageId }: ImageUse): Promise<void> {
  await forgetImage(engineId, identity, imageId);
  await forgetImageUses(engineId, imageId);
}

function describe({ reference }: ImageUse, { id, sizeBytes }: ImageFacts): string {
  return `${reference}  ${id.slice(0, 'sha256:'.length + 12)}  ${formatBytes(sizeBytes)}`;
}
