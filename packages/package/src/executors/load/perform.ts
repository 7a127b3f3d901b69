import { isDeepStrictEqual } from 'node:util';
import { parseImageReference, StatixError } from '@statix/contract';
import type { Engine } from '@statix/engine';
import { dockerArchive } from '../../oci/docker-archive.js';
import type { PackagedImage } from '../packaged-image.js';
import type { LoadOptions } from './schema.js';

/** An image that an engine holds now. */
export interface LoadedImage {
  readonly reference: string;
  /** `sha256:…`, the engine's own. */
  readonly id: string;
}

/**
 * Loads an image into an engine, and compares what is there by that name afterwards.
 *
 * @throws StatixError STATIX_OCI_LOAD_DIFFERS, STATIX_IMAGE_REFERENCE_INVALID, and those of the engine
 */
export async function performLoad(
  { container, layout }: PackagedImage,
  options: Pick<LoadOptions, 'reference'>,
  engine: Pick<Engine, 'loadImage' | 'findImage' | 'address'>,
  signal: AbortSignal,
): Promise<LoadedImage> {
  const { repository, tag } = parseImageReference(
    options.reference ?? `${container.repository}:${container.tag}`,
  );
  const reference = `${repository}:${tag}`;
  await engine.loadImage(dockerArchive(layout, reference), signal);
  const image = await engine.findImage(reference);
  if (image === undefined || !isDeepStrictEqual(image.layers, [...layout.diffIds])) {
    throw new StatixError({
      code: 'STATIX_OCI_LOAD_DIFFERS',
      what: `The engine at ${engine.address} does not hold the image as ${reference}`,
      why:
        image === undefined
          ? 'It reported no error, and knows no such name.'
          : 'What it calls so has other layers: somebody else has given the name away meanwhile.',
      remedies: ['Run again, or give the image another name with `--reference`.'],
    });
  }
  return { reference, id: image.id };
}
