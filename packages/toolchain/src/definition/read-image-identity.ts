import { join } from 'node:path';
import {
  imageIdentitySchema,
  readDocument,
  StatixError,
  type ImageIdentity,
} from '@statix/contract';
import { documentForged, observeIdentity } from './observe-identity.js';

/** The options of an executor that say which image. */
export interface ImageOptions {
  readonly image?: string | undefined;
  readonly imageDefinition?: string | undefined;
  readonly imageChannel?: string | undefined;
}

/**
 * Which image to use: by the definition that the document of `identify` names, computed again. The
 * document itself is compared and not used.
 *
 * @param image path of the document, relative to the workspace root; undefined if no image is defined
 * @param imageDefinition that the document has to be of, relative to the workspace root; undefined where
 *   neither the target nor the graph says it (`identifiedImage` of `@statix/task`): then the document
 *   is believed in this
 * @param imageChannel of the image that it has to be of; undefined for the definition's own
 * @param purpose completes "No image is defined": `for this build`
 * @throws StatixError STATIX_IMAGE_NOT_DEFINED, STATIX_DOCUMENT_MISSING, STATIX_DOCUMENT_INVALID, and
 *   those of `observeIdentity`; STATIX_IMAGE_DOCUMENT_FORGED also where it is of another definition
 */
export async function readImageIdentity(
  workspaceRoot: string,
  { image: path, imageDefinition: definition, imageChannel: channel }: ImageOptions,
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
  if (definition !== undefined && told.definition !== definition) {
    throw documentForged(path, ['definition']);
  }
  if (definition !== undefined && told.channel !== channel) throw documentForged(path, ['channel']);
  return (await observeIdentity(workspaceRoot, told, path)).identity;
}
