import { StatixError } from '@statix/contract';
import { EngineRefusal } from '../connection/engine-refusal.js';
import type { Transport } from '../connection/transport.js';
import type { ImageFacts } from '../image/image-facts.js';
import { findImage } from '../image/image-store.js';
import type { BuildImageRequest } from './build-image-request.js';

/** What the engine does: completes "The engine could not …". */
export const BUILDING = 'build an image';

/**
 * An answer without an error is no proof: there has to be an image with our labels. It is found by
 * the id that the engine said: another build may have taken the name meanwhile.
 */
export async function requireBuiltImage(
  transport: Transport,
  { reference, labels }: BuildImageRequest,
  imageId: string | undefined,
): Promise<ImageFacts> {
  const image =
    (imageId === undefined ? undefined : await findImage(transport, imageId)) ??
    (await findImage(transport, reference));
  if (image === undefined) {
    throw new EngineRefusal(200, BUILDING, `It reported no error, and there is no ${reference}.`);
  }
  const wrong = Object.entries(labels).find(([name, value]) => image.labels[name] !== value);
  if (wrong === undefined) return image;
  const [name, value] = wrong;
  throw new StatixError({
    code: 'STATIX_IMAGE_MISMATCH',
    what: `${reference} is not the image that was built: its label ${name} is '${image.labels[name] ?? ''}' and not '${value}'`,
    why: 'Something else gave this name to another image meanwhile.',
    remedies: [{ text: 'Remove it and run again:', snippet: `docker image rm ${reference}` }],
  });
}
