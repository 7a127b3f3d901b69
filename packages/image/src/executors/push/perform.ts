import { relative } from 'node:path';
import { connectEngine, formatBytes, registryCredentials, requireOwnEngine } from '@statix/engine';
import { ensureImage, readImageDefinition, recordPublishedImage } from '@statix/toolchain';
import { identify } from '../identify/perform.js';
import type { ImageContext } from '../image-options.js';
import { planPush } from './plan.js';
import type { PushOptions } from './schema.js';

/**
 * Publishes the image, made first if it is not there, and records its digest in published.json.
 *
 * @throws StatixError STATIX_REGISTRY_UNAUTHORIZED, STATIX_REGISTRY_TRANSFER_FAILED, those of
 *   `planPush` and of making the image
 */
export async function push(options: PushOptions, context: ImageContext): Promise<void> {
  const { workspaceRoot, signal, report, progress, dotenvFolders } = context;
  const identity = await identify(workspaceRoot, options);
  const definition = await readImageDefinition(workspaceRoot, options.definition);
  const plan = planPush(identity, {
    workspaceRoot,
    repository: options.repository,
    recipeRoot: 'recipeRoot' in definition ? definition.recipeRoot : undefined,
  });
  const record = relative(workspaceRoot, plan.record);
  const credentials = await registryCredentials(plan.registry, process.env, signal);
  if (options.dryRun) {
    const as = credentials.auth === undefined ? 'without credentials' : 'with those';
    report(`Would push ${identity.reference} to ${plan.target}, ${as} of ${credentials.source},`);
    report(`and record its digest in ${record}`);
    return;
  }
  const engine = await connectEngine({ signal, dotenvFolders });
  if (credentials.auth !== undefined)
    requireOwnEngine(engine, `your credentials for ${plan.registry}`);
  const { imageId } = await ensureImage(engine, { ...context, identity });
  report(`Pushing ${plan.target}…`);
  await engine.tagImage(imageId, plan.target);
  let digest: string;
  try {
    digest = await engine.pushImage(plan.target, {
      credentials,
      signal,
      onProgress: ({ doneBytes, totalBytes }) => {
        progress?.(`  ${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`);
      },
    });
  } finally {
    progress?.(undefined);
    // Takes away the name only: the image has its local one.
    await engine.removeImage(plan.target);
  }
  const reference = `${plan.repository}@${digest}`;
  await recordPublishedImage(plan.record, identity.identity, reference);
  report(`Pushed ${reference}`);
  report(`Recorded in ${record}: commit it, and others pull the image instead of building it.`);
}
