import { join } from 'node:path';
import {
  imageIdentitySchema,
  readDocument,
  StatixError,
  type ImageIdentity,
} from '@statix/contract';
import { observeIdentity } from './observe-identity.js';

/**
 * Which image to use: by the definition that the document of `identify` names, computed again. The
 * document itself is compared and not used.
 *
 * @param path relative to the workspace root; undefined if no image is defined
 * @param purpose completes "No image is defined": `for this build`
 * @throws StatixError STATIX_IMAGE_NOT_DEFINED, STATIX_DOCUMENT_MISSING, STATIX_DOCUMENT_INVALID, and
 *   those of `observeIdentity`
 */
export async function readImageIdentity(
  workspaceRoot: string,
  path: string | undefined,
  purpose: string,
): Promise<ImageIdentity> {
  const initRemedy = { text: 'Set up the image:', snippet: 'npx nx g @statix/nx:init' };
  if (path === undefined) {
    throw new StatixError({
      code: 'STATIX_IMAGE_NOT_DEFINED',
      what: `No image is defined ${purpose}`,
      why: 'The workspace has no statix-image.json, and the option `image` is not set.',
      remedies: [initRemedy],
    });
  }
  const told = await readDocument(join(workspaceRoot, path), imageIdentitySchema, [
    { text: 'Write it:', snippet: 'npx nx run statix-image:identify' },
    initRemedy,
  ]);
  return (await observeIdentity(workspaceRoot, told, path)).identity;
}
