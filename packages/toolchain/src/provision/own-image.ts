import type { ImageIdentity } from '@statix/contract';
import { installationId, type Engine, type ImageFacts } from '@statix/engine';
import { recordedImage } from '../records/image-records.js';
import { isLocalName, nameOfInstallation } from './local-name.js';

/**
 * The image of an identity that this installation built, pulled or loaded on an engine, if the engine
 * still has it. By its recorded id: names and labels prove nothing, and another installation on the
 * engine may have the name.
 */
export async function findOwnImage(
  engine: Engine,
  engineId: string,
  { identity }: Pick<ImageIdentity, 'identity'>,
  env: NodeJS.ProcessEnv = process.env,
): Promise<ImageFacts | undefined> {
  const imageId = await recordedImage(engineId, identity, env);
  if (imageId === undefined) return undefined;
  const image = await engine.findImage(imageId);
  return image?.id === imageId ? image : undefined;
}

/**
 * The name that an image may be given without taking it from another one.
 *
 * @param imageId of the image that may have the name already
 */
export async function freeName(
  engine: Engine,
  { reference }: Pick<ImageIdentity, 'reference'>,
  imageId: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const holder = await engine.findImage(reference);
  if (holder === undefined || holder.id === imageId) return reference;
  return nameOfInstallation(reference, await installationId(env));
}

/**
 * Sees to it that an image has a name of ours: `docker image prune` removes those without any.
 *
 * @returns the name
 */
export async function keepName(
  engine: Engine,
  identity: Pick<ImageIdentity, 'reference'>,
  image: Pick<ImageFacts, 'id' | 'tags'>,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const names = image.tags.filter((tag) => isLocalName(tag, identity.reference));
  const known = names.includes(identity.reference) ? identity.reference : names[0];
  if (known !== undefined) return known;
  const name = await freeName(engine, identity, image.id, env);
  await engine.tagImage(image.id, name);
  return name;
}
